"""The diary, from the words to the file for a doctor."""

from __future__ import annotations

import csv
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.simulated import START, content, simulation, understander
from voice_skill.cli import main
from voice_skill.core.dialogue import Dialogue
from voice_skill.simulation import Order, SimulatedClock, Simulation
from voice_skill.storage.sqlite_store import SqliteStore


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def _say(folder: Path, *texts: str) -> None:
    with closing(SqliteStore(folder)) as store:
        clock = SimulatedClock(START)
        dialogue = Dialogue(content().knowledge)
        said = Simulation(dialogue, understander().understand, clock, store)
        for text in texts:
            said.apply(Order(text=text))


def test_what_was_said_is_in_the_table(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = home / "voice_skill"
    _say(state, "my pain is six", "i took a naproxen", "note in my diary that =1+1")
    with closing(SqliteStore(state)):
        assert main(["diary", "export", "--csv", str(home / "diary.csv")]) == 0
    assert "3 entries" in capsys.readouterr().out
    with open(home / "diary.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["kind"], row["pain"], row["medicine"]) for row in rows] == [
        ("pain", "6", ""),
        ("medicine", "", "naproxen"),
        ("note", "", ""),
    ]
    assert not rows[2]["what"].startswith("=")
    assert (home / "diary.csv").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "diary.csv").write_text("mine")
    assert main(["diary", "export", "--csv", str(home / "diary.csv")]) == 1
    assert "name another file" in capsys.readouterr().err
    assert (home / "diary.csv").read_text() == "mine"


def test_a_week_and_the_one_before_in_two_sentences() -> None:
    talk = simulation()
    for days, pain in ((0, "eight"), (2, "seven"), (8, "four"), (10, "three")):
        now = START + timedelta(days=days)
        talk.answer({"now": now, "text": f"my pain is {pain}"})
    said = talk.answer({"now": START + timedelta(days=10), "text": "how was my week"})["say"]
    assert said == "The pain was about four, down from eight the week before."


def test_ice_notes_itself_once() -> None:
    talk = simulation()
    for text in ("ice for five minutes", "yes"):
        talk.answer({"text": text})
    talk.answer({"advance_s": 300})
    talk.answer({"text": "stop"})
    talk.answer({"text": "yes"})
    talk.answer({"text": "my pain is four"})
    said = talk.answer({"text": "how was my week"})["say"]
    assert said.endswith("You noted ice once.")
