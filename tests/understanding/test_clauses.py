"""The order that closes a story: what comes before is why, and its numbers are not ordered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulated import understander
from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.clauses import Clauses

CLAUSES = Clauses(load(content_dir()).language)


def test_the_ends_of_a_long_sentence_come_longest_first() -> None:
    words = "we were four in the car and it rained so please run the ice".split()
    found = [" ".join(end.words) for end in CLAUSES.ends(words)]
    assert found == ["so please run the ice", "please run the ice"]


def test_a_short_sentence_is_read_as_one() -> None:
    assert CLAUSES.ends("wait and start the ice".split()) == []


@pytest.mark.parametrize(
    "told", ["she asked me if", "the doctor said that", "i do not want you to"]
)
def test_nothing_begins_behind_a_word_that_goes_on(told: str) -> None:
    words = f"{told} please start the ice for ten minutes".split()
    assert all(end.words[0] != "please" for end in CLAUSES.ends(words))


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        (
            "three coaches and eleven suitcases today and only me to lift them so please begin "
            "twelve minutes of ice",
            "timer.start",
            {"kind": "ice", "duration_s": 720},
        ),
        (
            "the six o'clock bus was two hours late and my seat was broken so add four minutes "
            "to the heat",
            "timer.extend",
            {"kind": "heat", "duration_s": 240},
        ),
        (
            "we were nine round the table and i fetched every chair myself so cancel the massage "
            "timer",
            "timer.cancel",
            {"kind": "massage"},
        ),
    ],
)
def test_the_order_that_closes_a_story_is_taken(
    text: str, intent: str, slots: dict[str, Any]
) -> None:
    meaning = understander().understand(text)
    assert meaning.intent == intent
    assert {name: meaning.slots.get(name) for name in slots} == slots


def test_what_somebody_else_was_told_is_no_order() -> None:
    for told in (
        "for the whole of march the nurse told me to keep still and to start the ice at ten",
        "for the whole of march the nurse told me to keep still and start the ice for ten minutes",
        "with a back as bad as mine should i lie flat first and start the ice for ten minutes",
    ):
        assert not understander().understand(told).intent.startswith(("timer.", "alarm."))
