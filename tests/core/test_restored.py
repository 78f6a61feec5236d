"""What is told at the start about ends that passed while nothing was running."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.simulated import content, understander
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.events import Heard, Now, Restored
from voice_skill.core.snapshot import from_records, to_records
from voice_skill.core.state import State

START = Now(100.0, datetime(2026, 11, 23, 5, 0, tzinfo=UTC), True, "first")


def _told(order: str, off_s: float, synced: bool, same_boot: bool) -> str:
    """The last words after this order, and this long without the program."""
    dialogue = Dialogue(content().knowledge)
    state, _ = dialogue.step(State(), Heard(understander().understand(order)), START)
    saved = to_records(state, START)
    wall = START.wall + timedelta(seconds=off_s)
    if same_boot:
        now = replace(START, monotonic_s=START.monotonic_s + off_s, wall=wall)
    else:
        now = Now(9.0, wall, synced, "second")
    restored = from_records(saved, now)[0]
    return dialogue.step(restored, Restored(same_boot), now)[0].last_spoken


@pytest.mark.parametrize("same_boot", [True, False])
@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("ice for ten minutes", "ice ended twelve minutes ago. Is it off your skin?"),
        ("timer for ten minutes", "ended twelve minutes ago."),
    ],
)
def test_how_long_ago_is_told(order: str, said: str, same_boot: bool) -> None:
    assert said in _told(order, 1330, True, same_boot)


@pytest.mark.parametrize("order", ["ice for ten minutes", "timer for ten minutes"])
def test_a_clock_that_is_not_set_tells_no_length(order: str) -> None:
    assert " ago" not in _told(order, 1330, False, False)


def test_what_ended_just_now_has_just_ended() -> None:
    assert _told("ice for ten minutes", 630, True, True).startswith(
        "While I was off, the ice ended."
    )
