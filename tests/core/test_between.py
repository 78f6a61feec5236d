"""A question that may be one of two is asked back, and the bare answer is understood."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from tests.core.test_follow_ups import Talk
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.guide_choice import OPEN_S
from voice_skill.core.meaning import Alternative, Meaning

MINUTES, TIMES, HEAT = "ice_minutes", "ice_times_a_day", "heat_minutes"


@pytest.fixture
def talk(dialogue: Dialogue) -> Talk:
    return Talk(dialogue)


def _ask(talk: Talk, *units: str) -> str:
    return talk.hear("guide.between", "how about ice", units=list(units))


def test_the_question_names_both_and_waits(talk: Talk) -> None:
    said = _ask(talk, MINUTES, TIMES)
    assert said == "Do you mean how long to keep ice on, or how often to use ice?"
    assert talk.state.question is not None and talk.state.question.expecting == "which"
    assert talk.sources() == ("2.5",)
    _ask(talk, MINUTES, HEAT)
    assert talk.sources() == ("2.5", "2.6")


@pytest.mark.parametrize(
    ("intent", "heard", "slots", "units", "chosen"),
    [
        ("answer.ordinal", "the first", {"ordinal": 1}, (MINUTES, TIMES), MINUTES),
        ("answer.ordinal", "the second one", {"ordinal": 2}, (MINUTES, TIMES), TIMES),
        ("answer.ordinal", "the last", {"ordinal": -1}, (MINUTES, TIMES), TIMES),
        ("answer.number", "two", {"number": 2}, (MINUTES, TIMES), TIMES),
        ("guide.follow", "how long", {"aspect": "how_long"}, (MINUTES, TIMES), MINUTES),
        ("guide.follow", "how often", {"aspect": "how_often"}, (MINUTES, TIMES), TIMES),
        ("guide.follow", "heat", {"topic": "heat"}, (MINUTES, HEAT), HEAT),
        ("answer.choice", "the ice", {"kind": "ice"}, (MINUTES, HEAT), MINUTES),
        ("answer.choice", "the heat one", {"kind": "heat"}, (MINUTES, HEAT), HEAT),
        ("unknown", "the keep it on one", {}, (MINUTES, TIMES), MINUTES),
        ("unknown", "yes often", {}, (MINUTES, TIMES), TIMES),
        ("unknown", "Keep on, please.", {}, (MINUTES, TIMES), MINUTES),
        ("guide.answer", "keep ice", {"unit": "ice"}, (MINUTES, TIMES), MINUTES),
        ("guide.answer", "how long", {"unit": MINUTES}, (MINUTES, TIMES), MINUTES),
        ("answer.yes", "yes", {}, (MINUTES, TIMES), MINUTES),
        ("answer.choice", "both", {"all": True}, (MINUTES, TIMES), MINUTES),
    ],
)
def test_a_bare_answer_chooses(
    talk: Talk,
    intent: str,
    heard: str,
    slots: dict[str, Any],
    units: tuple[str, ...],
    chosen: str,
) -> None:
    _ask(talk, *units)
    talk.mean(Meaning(heard, intent, slots, confidence=0.9))
    assert talk.unit() == chosen
    assert talk.state.turn.meaning.heard == heard
    assert talk.sources() == (talk.dialogue.knowledge.guide.unit(chosen).source,)


def test_both_are_answered_one_after_the_other(talk: Talk) -> None:
    _ask(talk, MINUTES, HEAT)
    said = talk.hear("answer.choice", all=True)
    assert said.endswith("Say more for the other.")
    assert "electric warmer" in talk.hear("control.more")
    assert "once the acute pain has settled" in talk.hear("control.more")


def test_yes_brings_the_other_too(talk: Talk) -> None:
    _ask(talk, MINUTES, HEAT)
    talk.hear("answer.choice", all=True)
    talk.hear("answer.yes")
    assert talk.unit() == HEAT


@pytest.mark.parametrize("intent", ["answer.no", "control.stop"])
def test_neither_ends_it(talk: Talk, intent: str) -> None:
    _ask(talk, MINUTES, TIMES)
    assert talk.hear(intent) == "All right."
    assert talk.state.question is None


def test_anything_else_is_a_new_utterance(talk: Talk) -> None:
    _ask(talk, MINUTES, TIMES)
    talk.hear("guide.answer", "how do i get up", unit="getting_up")
    assert talk.unit() == "getting_up"
    _ask(talk, MINUTES, TIMES)
    assert talk.hear("timer.start", kind="custom", duration_s=60).startswith("Timer")
    _ask(talk, MINUTES, TIMES)
    talk.hear("unknown", "please keep the dog off my bed tonight")
    assert talk.unit() is None
    _ask(talk, MINUTES, TIMES)
    assert talk.hear("answer.ordinal", "the third", ordinal=3) == "I asked nothing just now."


def test_the_time_that_is_left_is_not_taken_for_the_answer(talk: Talk) -> None:
    talk.hear("timer.start", kind="ice", duration_s=600)
    _ask(talk, MINUTES, HEAT)
    assert "left" in talk.hear("timer.query", "how long is left on the ice", kind="ice")


def test_the_question_lapses(talk: Talk) -> None:
    _ask(talk, MINUTES, TIMES)
    talk.wait(OPEN_S + 1)
    assert talk.hear("answer.ordinal", ordinal=1) == "I asked nothing just now."


def test_a_refusal_takes_a_bare_answer_too(talk: Talk) -> None:
    guide = talk.dialogue.knowledge.guide
    near = tuple(
        Alternative("guide.answer", (unit.source,), 0.3, unit.title)
        for unit in (guide.unit(MINUTES), guide.unit(TIMES))
    )
    for intent, heard, slots, chosen in (
        ("answer.ordinal", "the second", {"ordinal": 2}, TIMES),
        ("guide.follow", "yes how long", {"aspect": "how_long"}, MINUTES),
        ("unknown", "keep ice on", {}, MINUTES),
        ("answer.yes", "yes please", {}, MINUTES),
    ):
        fresh = Talk(talk.dialogue)
        said = fresh.mean(Meaning("x", "unknown", alternatives=near))
        assert said.startswith("That is not in the guide. I can tell you about how long")
        assert fresh.sources() == ()
        fresh.mean(Meaning(heard, intent, slots))
        assert fresh.unit() == chosen


def test_units_that_are_not_known_are_no_question(talk: Talk) -> None:
    assert _ask(talk, MINUTES, "no_such_unit").startswith("That is not in the guide.")


def test_every_question_and_refusal_is_short(dialogue: Dialogue) -> None:
    replies, guide = dialogue.knowledge.replies, dialogue.knowledge.guide
    titles = sorted((unit.title for unit in guide.units().values()), key=_length)[-2:]
    topic = max(guide.topics().values(), key=_length)
    fields = {"first": titles[0], "second": titles[1], "topic": topic}
    reasons = [unit.why for unit in guide.units().values() if unit.why]
    said = [replies.text(key, **fields) for key in ("between", "not_in_guide_near")]
    said += [replies.text(key, **fields) for key in ("not_about_near", "not_about_one")]
    said += [replies.text("no_why_but", why=why) for why in reasons]
    for text in said:
        assert _length(text) <= 30 or len(re.findall(r"[.?]", text)) <= 2, text


def test_both_is_short_where_it_can_be(talk: Talk) -> None:
    units = list(talk.dialogue.knowledge.guide.units().values())
    for first, second in itertools.pairwise(units):
        if first.cautions:
            continue
        _ask(talk, first.id, second.id)
        said = talk.hear("answer.choice", all=True)
        assert _length(said) <= 30 or len(re.findall(r"[.?]", said)) <= 2, said


def _length(text: str) -> int:
    return len(text.split())
