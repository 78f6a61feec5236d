"""What may be done on a recogniser's word."""

from __future__ import annotations

import pytest

from voice_skill.core.belief import ACT, ANSWER, believed
from voice_skill.core.meaning import Alternative, Meaning

ICE = Meaning("start the ice", "timer.start", {"kind": "ice"}, ("2.5",), None, 0.9)
ANSWERED = Meaning("how long", "guide.answer", {}, ("2.5",), None, 0.9)


def test_what_was_typed_is_believed() -> None:
    assert believed(ICE, None) is ICE


@pytest.mark.parametrize(("certainty", "acts"), [(0.0, False), (ACT - 0.01, False), (ACT, True)])
def test_an_act_needs_more_than_an_answer(certainty: float, acts: bool) -> None:
    assert (believed(ICE, certainty) is ICE) is acts
    assert (believed(ANSWERED, certainty) is ANSWERED) is (certainty >= ANSWER)


def test_what_is_not_believed_leaves_nothing_to_act_on() -> None:
    guess = Meaning("x", "timer.cancel", {"kind": "ice"}, ("2.5",), None, 0.9, (Alternative("y"),))
    assert believed(guess, 0.1) == Meaning("x", "unknown")


def test_an_emergency_is_always_believed() -> None:
    flag = Meaning("i cannot feel my legs", "emergency", red_flag="legs", confidence=1.0)
    assert believed(flag, 0.0) is flag
