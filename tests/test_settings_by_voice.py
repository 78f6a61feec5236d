"""Settings by voice in the engine: saved before they are confirmed, and there after a restart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes_engine import BreakableStore, FakeClock, RecordingOutlet
from tests.simulated import content, understander
from voice_skill.core.choices import Choices, Tuning
from voice_skill.core.dialogue import Dialogue
from voice_skill.engine import Engine
from voice_skill.ports import Store
from voice_skill.storage.sqlite_store import SqliteStore

USUAL = Choices()


def started(store: Store, written: Choices = USUAL) -> tuple[Engine, list[Tuning]]:
    """An engine over this store and file, and what its shell is told to follow."""
    knowledge = replace(content().knowledge, choices=written)
    tuned: list[Tuning] = []
    engine = Engine(
        Dialogue(knowledge),
        understander().understand,
        store,
        FakeClock(),
        RecordingOutlet(),
        tune=tuned.append,
    )
    engine.start()
    return engine, tuned


def test_what_was_said_is_there_after_a_restart_until_the_file_is_edited(tmp_path: Path) -> None:
    engine, tuned = started(SqliteStore(tmp_path))
    engine.hear("set the volume to eighty percent")
    engine.hear("give me more time")
    assert (tuned[-1].speech_volume_percent, tuned[-1].endpoint_silence_s) == (80, 1.2)
    engine.close()
    again, tuned = started(SqliteStore(tmp_path))
    assert (tuned[-1].speech_volume_percent, tuned[-1].endpoint_silence_s) == (80, 1.2)
    again.close()
    edited, tuned = started(SqliteStore(tmp_path), Choices(audio_speech_volume_percent=20))
    assert (tuned[-1].speech_volume_percent, tuned[-1].endpoint_silence_s) == (20, 1.2)
    edited.close()


def test_what_cannot_be_saved_is_not_changed() -> None:
    store = BreakableStore()
    engine, tuned = started(store)
    store.full = True
    line = engine.hear("set the volume to eighty percent")
    assert "could not be saved" in line["say"]
    assert tuned == []
    store.full = False
    engine.hear("louder")
    assert [each.speech_volume_percent for each in tuned] == [65]


def test_the_new_loudness_holds_for_its_own_confirmation() -> None:
    log: list[str] = []

    class Outlet(RecordingOutlet):
        def say(self, text: str, loudness: int = 0, hint: bool = False) -> None:
            log.append(text)

    engine = Engine(
        Dialogue(content().knowledge),
        understander().understand,
        BreakableStore(),
        FakeClock(),
        Outlet(),
        tune=lambda tuning: log.append(f"{tuning.speech_volume_percent}"),
    )
    engine.start()
    engine.hear("louder")
    assert log == ["65", "Louder."]


@pytest.mark.parametrize("said", ["louder", "quieter", "volume seventy", "normal volume"])
def test_by_night_the_loudness_of_the_day_stays(said: str) -> None:
    night = Choices(night_from="00:00", night_to="23:59")
    engine, tuned = started(BreakableStore(), night)
    assert tuned[-1].speech_volume_percent == 30
    engine.hear(said)
    heard = {"louder": 45, "quieter": 15, "volume seventy": 70, "normal volume": 30}[said]
    assert tuned[-1].speech_volume_percent == heard
    engine.hear("no more night hours")
    by_day = {"volume seventy": 70}.get(said, 50)
    assert tuned[-1].speech_volume_percent == by_day
