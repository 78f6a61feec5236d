"""Numbers that sound alike: asked about where one of them would be too long for the skin."""

from __future__ import annotations

import pytest

from tests.simulated import simulation
from voice_skill.core.confusable import likelier_s
from voice_skill.core.speech_numbers import number_to_words

PAIRS = [(10 + tens, 10 * tens) for tens in range(3, 10)]


@pytest.mark.parametrize(("teen", "tens"), PAIRS)
@pytest.mark.parametrize("kind", ["ice", "heat"])
def test_on_the_skin_the_unlikely_one_is_a_question(teen: int, tens: int, kind: str) -> None:
    talk = simulation()
    line = talk.answer({"text": f"{kind} for {number_to_words(tens)} minutes"})
    assert line["say"].lower().startswith(f"{number_to_words(teen)} minutes? ")
    assert (line["expecting"], line["timers"]) == ("yes_no", [])
    timers = talk.answer({"text": "yes"})["timers"]
    assert [(timer["kind"], timer["total_s"]) for timer in timers] == [(kind, teen * 60)]


@pytest.mark.parametrize(("teen", "tens"), PAIRS)
def test_elsewhere_both_are_set_and_read_back(teen: int, tens: int) -> None:
    for minutes in (teen, tens):
        line = simulation().answer({"text": f"timer for {number_to_words(minutes)} minutes"})
        assert line["timers"][0]["total_s"] == minutes * 60
        assert line["say"].startswith("Timer, ")


@pytest.mark.parametrize(
    ("heard", "duration_s"),
    [
        ("ice for an hour", 3600.0),
        ("ice for half an hour", 1800.0),
        ("ice for twenty five minutes", 1500.0),
        ("ice for fifty and a half minutes", 3030.0),
    ],
)
def test_what_sounds_like_nothing_else(heard: str, duration_s: float) -> None:
    assert likelier_s(heard, duration_s) is None
