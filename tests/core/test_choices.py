"""What is chosen in the file and by voice: the newest word counts, and the night is quieter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from voice_skill.core.choices import Choices, Said, as_written, in_force, quieted, tuning
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.effects import Tune
from voice_skill.core.events import Now, TimeReached
from voice_skill.core.state import State

FILE = Choices(night_from="22:00", night_to="07:00")


def at(hour: int, minute: int = 0) -> datetime:
    """This time of a winter day."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


def test_what_was_said_holds_until_the_file_says_something_else() -> None:
    said = Said().with_choice(FILE, "audio_speech_volume_percent", 80)
    assert in_force(FILE, said).audio_speech_volume_percent == 80
    assert (
        in_force(replace(FILE, voice_speech_rate_wpm=120), said).audio_speech_volume_percent == 80
    )
    edited = replace(FILE, audio_speech_volume_percent=20)
    assert in_force(edited, said).audio_speech_volume_percent == 20


def test_a_choice_that_is_no_longer_known_is_left_out() -> None:
    assert in_force(FILE, Said({"colour": ("red", "blue")})) == FILE


@pytest.mark.parametrize(
    ("hours", "hour", "quiet"),
    [
        (("22:00", "07:00"), 21, False),
        (("22:00", "07:00"), 22, True),
        (("22:00", "07:00"), 3, True),
        (("22:00", "07:00"), 7, False),
        (("01:00", "05:00"), 0, False),
        (("01:00", "05:00"), 4, True),
        (("07:00", "07:00"), 7, False),
    ],
)
def test_night_hours_may_go_past_midnight(hours: tuple[str, str], hour: int, quiet: bool) -> None:
    file = Choices(night_from=hours[0], night_to=hours[1])
    now = tuning(file, Said(), at(hour))
    assert (now.quiet, now.speech_volume_percent) == (quiet, 30 if quiet else 50)


def test_the_night_never_makes_a_quiet_voice_louder() -> None:
    assert (
        tuning(replace(FILE, audio_speech_volume_percent=10), Said(), at(3)).speech_volume_percent
        == 10
    )


def test_good_night_holds_until_the_morning_and_good_morning_until_the_night() -> None:
    early = quieted(FILE, Said(), True, at(20))
    assert tuning(FILE, early, at(21)).quiet
    up = quieted(FILE, Said(), False, at(5))
    assert not tuning(FILE, up, at(6)).quiet
    assert not tuning(FILE, up, at(21)).quiet
    assert tuning(FILE, up, at(22)).quiet


def test_good_night_without_night_hours_holds_until_seven() -> None:
    none = Choices()
    said = quieted(none, Said(), True, at(23))
    assert tuning(none, said, at(23, 30)).quiet
    assert not tuning(none, said, datetime(2026, 11, 24, 7, 0, tzinfo=UTC)).quiet


def test_the_shell_is_told_when_the_night_begins_and_only_then(dialogue: Dialogue) -> None:
    by_night = Dialogue(replace(dialogue.knowledge, choices=FILE))
    state, effects = by_night.step(State(), TimeReached(), Now(0.0, at(21)))
    assert effects == ()
    state, effects = by_night.step(state, TimeReached(), Now(3600.0, at(22)))
    assert effects == (Tune(tuning(FILE, Said(), at(22))),)
    state, effects = by_night.step(state, TimeReached(), Now(3700.0, at(22, 2)))
    assert effects == ()
    _, effects = by_night.step(state, TimeReached(), Now(40_000.0, at(8)))
    assert effects == (Tune(as_written(FILE)),)
