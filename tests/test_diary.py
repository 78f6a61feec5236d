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


def test_when_it_was_taken_is_asked_rather_than_guessed() -> None:
    talk = simulation()
    talk.answer({"now": START + timedelta(hours=15)})
    line = talk.answer({"text": "i took two paracetamol this morning"})
    assert (line["say"], line["expecting"]) == ("At what time?", "time")
    said = talk.answer({"text": "at eight"})["say"]
    assert said == "Noted: acetaminophen, eight o'clock in the morning."
    said = talk.answer({"text": "when did i last take paracetamol"})["say"]
    assert said == "You noted acetaminophen today at eight o'clock in the morning."


def test_the_pain_of_yesterday_and_the_last_one_told_back() -> None:
    talk = simulation()
    assert (
        talk.answer({"text": "what was my pain"})["say"] == "You noted no number for the pain yet."
    )
    assert talk.answer({"text": "my pain was five yesterday"})["say"].endswith("for yesterday.")
    talk.answer({"text": "it's a seven now"})
    said = talk.answer({"text": "how bad was my pain"})["say"]
    assert said == "You noted pain seven today at five ten in the morning."
    assert talk.answer({"text": "how was my week"})["say"].startswith("The pain was about six")


def test_what_was_forgotten_is_empty() -> None:
    talk = simulation()
    for text in ("my pain is six", "forget my diary"):
        talk.answer({"text": text})
    assert "deleted" in talk.answer({"text": "yes"})["say"]
    assert talk.answer({"text": "forget my diary"})["say"] == "The diary is empty."
