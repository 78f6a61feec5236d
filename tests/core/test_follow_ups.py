"""What a follow-up means after an answer, and what it means without one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from voice_skill.core.dialogue import Dialogue
from voice_skill.core.events import Heard, Now
from voice_skill.core.guide_talk import CONTEXT_S
from voice_skill.core.meaning import Alternative, Meaning
from voice_skill.core.state import State

START = Now(0.0, datetime(2026, 11, 23, 5, 0, tzinfo=UTC), True, "boot")


@dataclass
class Talk:
    """A conversation in meanings; time stands still unless told."""

    dialogue: Dialogue
    state: State = State()
    now: Now = START

    def hear(self, intent: str, heard: str = "x", **slots: Any) -> str:
        """What is said to this meaning."""
        return self.mean(Meaning(heard, intent, slots, confidence=1.0))

    def mean(self, meaning: Meaning) -> str:
        """The same for a whole meaning."""
        self.state, _ = self.dialogue.step(self.state, Heard(meaning), self.now)
        return self.state.turn.say

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now = replace(self.now, monotonic_s=self.now.monotonic_s + seconds)

    def unit(self) -> object:
        """The unit that was answered with the last reply."""
        meaning = self.state.turn.meaning
        return meaning.slots.get("unit") if meaning.intent == "guide.answer" else None

    def sources(self) -> tuple[str, ...]:
        """The steps that the last reply names."""
        return self.state.turn.sources


@pytest.fixture
def talk(dialogue: Dialogue) -> Talk:
    return Talk(dialogue)


@pytest.mark.parametrize(
    ("first", "slots", "unit"),
    [
        ("ice_minutes", {"topic": "heat"}, "heat_minutes"),
        ("ice_minutes", {"topic": "massage"}, "massage_minutes"),
        ("ice_minutes", {"topic": "shower"}, "shower_minutes"),
        ("ice_minutes", {"topic": "rest"}, "rest_days"),
        ("ice_minutes", {"topic": "stretch"}, "hold_seconds"),
        ("ice_minutes", {"aspect": "how_often"}, "ice_times_a_day"),
        ("ice_minutes", {"aspect": "when"}, "ice_when"),
        ("ice_minutes", {"aspect": "asleep"}, "ice_asleep"),
        ("ice_minutes", {"aspect": "too_long"}, "ice_too_long"),
        ("ice_minutes", {"topic": "heat", "aspect": "when"}, "heat_when"),
        ("ice_when", {"topic": "heat"}, "heat_when"),
        ("ice_when", {"topic": "massage"}, "massage_when"),
        ("ice_minutes", {"topic": "naproxen"}, "naproxen_dose"),
        ("ibuprofen_dose", {"topic": "naproxen"}, "naproxen_dose"),
        ("ibuprofen_dose", {"topic": "acetaminophen"}, "acetaminophen_tablets"),
        ("ibuprofen_dose", {"aspect": "safe"}, "anti_inflammatory_who_not"),
        ("ibuprofen_dose", {"aspect": "together"}, "ibuprofen_and_naproxen"),
        ("ibuprofen_dose", {"aspect": "when"}, "medicine_timing"),
        ("acetaminophen", {"aspect": "not_enough"}, "anti_inflammatory_when"),
        ("naproxen_dose", {"aspect": "not_enough"}, "antispasmodic_with"),
        ("baclofen_dose", {"aspect": "safe"}, "antispasmodic_drowsy"),
        ("baclofen_dose", {"topic": "tizanidine"}, "tizanidine_dose"),
        ("ice", {"aspect": "not_enough"}, "doctor"),
        ("strain", {"topic": "disc"}, "disc"),
        ("strain_signs", {"topic": "disc"}, "disc_signs"),
        ("disc_signs", {"topic": "spurs"}, "bone_signs"),
        ("acupuncture", {"topic": "chiropractor"}, "chiropractor_does"),
        ("acupuncture", {"aspect": "how_often"}, "acupuncture_sessions"),
        ("exercise", {"aspect": "how_far"}, "exercise_pain"),
    ],
)
def test_a_follow_up_keeps_what_it_does_not_name(
    talk: Talk, first: str, slots: dict[str, str], unit: str
) -> None:
    talk.hear("guide.answer", unit=first)
    talk.hear("guide.follow", **slots)
    assert talk.unit() == unit
    assert talk.sources() == (talk.dialogue.knowledge.guide.unit(unit).source,)


def test_a_topic_without_that_aspect_gets_its_general_answer_and_the_aspect_stays(
    talk: Talk,
) -> None:
    talk.hear("guide.answer", unit="ice_times_a_day")
    talk.hear("guide.follow", topic="sleep")
    assert talk.unit() == "sleep_position"
    talk.hear("guide.follow", topic="massage")
    assert talk.unit() == "massage_minutes"


def test_what_is_tried_next_becomes_the_topic(talk: Talk) -> None:
    talk.hear("guide.answer", unit="acetaminophen_times")
    found = []
    for _ in range(3):
        talk.hear("guide.follow", aspect="not_enough")
        found.append(talk.unit())
    assert found == ["anti_inflammatory_when", "antispasmodic_with", "doctor"]
    talk.hear("guide.answer", unit="acetaminophen_times")
    talk.hear("guide.follow", aspect="not_enough")
    talk.hear("guide.follow", topic="ibuprofen")
    assert talk.unit() == "ibuprofen_dose"


def test_an_aspect_that_the_guide_lacks_is_refused_with_what_it_has(talk: Talk) -> None:
    talk.hear("guide.answer", unit="ibuprofen_dose")
    said = talk.hear("guide.follow", aspect="how_long")
    assert said.startswith("The guide does not say that about ibuprofen. I can tell you about ")
    assert talk.state.turn.meaning.intent == "unknown"
    assert talk.sources() == ()
    talk.hear("answer.yes")
    assert talk.unit() is not None


@pytest.mark.parametrize("aspect", ["how_long", "how_often", "when", "dose"])
def test_an_aspect_without_a_context_is_asked_back_and_takes_a_bare_topic(
    talk: Talk, aspect: str
) -> None:
    said = talk.hear("guide.follow", aspect=aspect)
    assert said.startswith("About what: ")
    assert talk.state.turn.meaning.intent == "unknown"
    topic = "ibuprofen" if aspect == "dose" else "heat"
    talk.hear("guide.follow", topic=topic)
    guide = talk.dialogue.knowledge.guide
    found = guide.aspect(topic, aspect)
    assert found is not None and talk.unit() == found.id


def test_a_bare_topic_without_a_context_is_the_general_answer(talk: Talk) -> None:
    for topic, kind in (("naproxen", None), ("ice", "ice"), ("massage", "massage")):
        fresh = Talk(talk.dialogue)
        if kind:
            fresh.hear("answer.choice", kind=kind)
        else:
            fresh.hear("guide.follow", topic=topic)
        assert fresh.unit() == fresh.dialogue.knowledge.guide.about(topic)[0].id


def test_the_context_lapses(talk: Talk) -> None:
    talk.hear("guide.answer", unit="ice_minutes")
    talk.wait(CONTEXT_S)
    talk.hear("guide.follow", aspect="how_often")
    assert talk.unit() == "ice_times_a_day"
    talk.wait(CONTEXT_S + 1)
    assert talk.hear("guide.follow", aspect="how_often").startswith("About what")
    talk.wait(CONTEXT_S + 1)
    for intent in ("control.more", "control.why"):
        assert talk.hear(intent) == "Ask me something first."


def test_a_caution_is_said_once_in_a_conversation(talk: Talk) -> None:
    caution = "Never fall asleep with it on."
    assert caution in talk.hear("guide.answer", unit="ice_minutes")
    assert caution not in talk.hear("guide.follow", aspect="how_often")
    talk.wait(CONTEXT_S + 1)
    assert caution in talk.hear("guide.answer", unit="ice_minutes")


def test_why_gives_the_reason_of_the_last_answer_also_after_follow_ups(talk: Talk) -> None:
    talk.hear("guide.answer", unit="ice_minutes")
    assert talk.hear("control.why") == "Longer can injure the skin."
    talk.hear("guide.follow", aspect="with_what")
    assert talk.hear("control.why") == "Ice on bare skin can injure it."
    talk.hear("guide.follow", topic="heat", aspect="when")
    assert "healing" in talk.hear("control.why")
    talk.hear("guide.answer", unit="heat_minutes")
    assert talk.hear("control.why").startswith("The guide gives no reason for just that. Heat")
    assert talk.sources() == ("2.6",)
    talk.hear("guide.answer", unit="lumbar_roll")
    assert talk.hear("control.why") == "The guide gives no reason for that."


def test_the_source_is_that_of_the_last_reply(talk: Talk) -> None:
    talk.hear("guide.answer", unit="ice_minutes")
    talk.hear("guide.follow", topic="heat")
    assert talk.hear("control.source") == "From the guide, part 2, step 6: heat."


def test_starting_the_ice_makes_it_the_topic(talk: Talk) -> None:
    talk.hear("timer.start", kind="ice", duration_s=900)
    assert talk.hear("control.why") == "Ice on bare skin can injure it."
    talk.hear("guide.follow", aspect="how_often")
    assert talk.unit() == "ice_times_a_day"
    assert talk.hear("guide.follow", aspect="how_long") == "The ice has fifteen minutes left."
    assert talk.state.turn.meaning.intent == "timer.query"


def test_how_long_is_of_the_timer_unless_the_guide_is_talked_of(talk: Talk) -> None:
    talk.hear("timer.start", kind="custom", duration_s=600)
    left = "The ten minute timer has ten minutes left."
    assert talk.hear("guide.follow", aspect="how_long") == left
    talk.hear("guide.answer", unit="massage_when")
    talk.hear("guide.follow", aspect="how_long")
    assert talk.unit() == "massage_minutes"
    talk.hear("timer.pause")
    assert "left" in talk.hear("guide.follow", aspect="how_long")
    talk.hear("guide.answer", unit="getting_up")
    assert "left" in talk.hear("guide.follow", aspect="how_long")


def test_what_about_the_heat_is_of_its_timer_unless_something_was_asked(talk: Talk) -> None:
    talk.hear("timer.start", kind="heat", duration_s=600)
    assert talk.hear("guide.follow", topic="heat") == "The heat has ten minutes left."
    talk.hear("guide.answer", unit="ice_minutes")
    talk.hear("guide.follow", topic="heat")
    assert talk.unit() == "heat_minutes"


def test_not_understood_is_one_hint_then_short_then_silent_and_forgiven(talk: Talk) -> None:
    near = tuple(Alternative("guide.answer", title=title) for title in _two_titles(talk))
    unclear = Meaning("x", "unknown", alternatives=near)
    first = talk.mean(unclear)
    assert first.startswith("That is not in the guide. I can tell you about ")
    assert talk.mean(unclear) == "That is not in the guide."
    assert talk.mean(unclear) == "" == talk.mean(unclear)
    assert talk.hear("control.repeat") == "That is not in the guide."
    assert talk.mean(unclear) == first
    assert talk.mean(unclear) == "That is not in the guide."
    talk.wait(CONTEXT_S + 1)
    assert talk.mean(unclear) == first


def test_without_anything_near_the_hint_names_what_would_work(talk: Talk) -> None:
    assert "ice, heat or getting up" in talk.hear("unknown")


def test_help_names_what_works_now(talk: Talk) -> None:
    plain = talk.hear("control.help")
    talk.hear("guide.answer", unit="ice_minutes")
    after_an_answer = talk.hear("control.help")
    talk.hear("timer.start", kind="heat", duration_s=600)
    counting = talk.hear("control.help")
    assert len({plain, after_an_answer, counting}) == 3
    assert "why" in after_an_answer and "left" in counting


def _two_titles(talk: Talk) -> list[str]:
    return [unit.title for unit in list(talk.dialogue.knowledge.guide.units().values())[:2]]
