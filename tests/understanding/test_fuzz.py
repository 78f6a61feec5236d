"""Nothing that nobody says crashes, or does what its words do not order."""

from __future__ import annotations

import pytest

from scripts.benchmarks.fuzz import objections
from scripts.benchmarks.oracle import Oracle
from tests.simulated import content
from voice_skill.core.meaning import Meaning

STRINGS = 2_000


def test_random_strings_do_nothing_unasked() -> None:
    assert list(objections(STRINGS, seed=0)) == []


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("start the ice for ten minutes", "timer.start", {"duration_s": 600}),
        ("an hour and a half timer", "timer.start", {"duration_s": 5400}),
        ("one hundred and twenty five minutes on the timer", "timer.start", {"duration_s": 7500}),
        ("take five minutes off", "timer.extend", {"duration_s": -300}),
        ("don't forget to set a timer", "timer.start", {}),
        ("wake me at half past six", "alarm.start", {"at": "06:30"}),
        ("don't stop the ice", "control.stop", {}),
        ("anything at all", "guide.answer", {}),
    ],
)
def test_an_order_is_let_pass(text: str, intent: str, slots: dict[str, object]) -> None:
    assert Oracle(content().language).objection(text, Meaning(text, intent, slots)) is None


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("start the ice for ten minutes", "timer.start", {"duration_s": 660}),
        ("don't start the ice for ten minutes", "timer.start", {"duration_s": 600}),
        ("do not cancel the timer", "timer.cancel", {}),
        ("the doctor said so", "timer.cancel", {}),
        ("my back hurts", "control.cancel_all", {}),
        ("wake me tomorrow", "alarm.start", {"at": "06:30"}),
        ("the weather in paris", "routine.start", {"id": "stretch"}),
        ("louder", "settings.set", {"setting": "volume"}),
    ],
)
def test_what_is_not_ordered_is_objected_to(
    text: str, intent: str, slots: dict[str, object]
) -> None:
    assert Oracle(content().language).objection(text, Meaning(text, intent, slots))
