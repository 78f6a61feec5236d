"""What may be said without the wake phrase, and what is not taken for ours."""

from __future__ import annotations

import pytest

from voice_skill.core.attention import attended, situation
from voice_skill.core.hearing import Scope, Situation
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Question, State
from voice_skill.core.timers import Timer, TimerBook

STOP = Meaning("stop", "control.stop", confidence=1.0)
START = Meaning("start the ice", "timer.start", {"kind": "ice"}, confidence=1.0)
UNKNOWN = Meaning("bla", "unknown")
NUMB = Meaning("my legs are numb", "emergency", red_flag="numb", confidence=1.0)


@pytest.mark.parametrize(
    ("meaning", "certainty", "scope", "for_us"),
    [
        (START, 0.1, "command", True),
        (UNKNOWN, 0.9, "command", True),
        (START, 0.9, "answer", True),
        (UNKNOWN, 0.9, "answer", False),
        (NUMB, 0.4, "answer", True),
        (NUMB, 0.2, "answer", False),
        (STOP, 0.6, "attention", True),
        (STOP, None, "attention", True),
        (STOP, 0.4, "attention", False),
        (START, 0.9, "attention", False),
        (NUMB, 0.4, "attention", True),
        (NUMB, 0.1, "attention", False),
    ],
)
def test_the_narrower_the_scope_the_less_is_for_us(
    meaning: Meaning, certainty: float | None, scope: Scope, for_us: bool
) -> None:
    taken = attended(meaning, certainty, scope)
    assert taken == meaning if for_us else taken.intent == "none"


def test_what_rings_and_what_is_asked_decide() -> None:
    assert situation(State(), 0.0) == Situation()
    rings = State(book=TimerBook((Timer(1, "shower", None, 60.0, "ringing"),)))
    assert situation(rings, 0.0) == Situation(ringing=True)
    asked = State(question=Question("yes_no", "cloth"), question_until_s=10.0)
    assert situation(asked, 9.0) == Situation(asked=True)
    assert situation(asked, 11.0) == Situation()


def test_what_only_a_routine_knows_is_for_us_while_one_is_on() -> None:
    cry = Meaning("mind my back", "unknown", in_routine=Meaning("", "control.hurts"))
    assert attended(cry, None, "answer", in_routine=True) is cry
    assert attended(cry, None, "answer").intent == "none"
    assert attended(cry, None, "attention", in_routine=True).intent == "none"
