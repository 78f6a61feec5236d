"""Short questions that only mean something after an answer."""

from __future__ import annotations

import pytest

from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.pipeline import Understander

CONTENT = load(content_dir())
UNDERSTANDER = Understander(CONTENT.language)
BY_KIND = ("ice", "heat", "massage", "shower", "stretch", "break")
"""Topics that are timers too, so that a bare word may choose one of those."""

TOPICS = {
    "heat": "and for heat, what about heat, and the heat, and heat, what about the heating pad, "
    "and for a hot water bottle, how about the heat pad, for the heat, same for heat, "
    "no i mean heat, heat too, same with heat, is heat the same, and what if i use heat",
    "ice": "and for the ice, how about an ice pack, and with ice packs, and the frozen peas",
    "shower": "and for the shower, what about a hot shower, and a bath",
    "massage": "and for massage, what about massaging, how about the massage",
    "stretch": "and for exercise, what about stretching, and the exercises, and the stretches",
    "naproxen": "how about naproxen, and aleve, naproxen, what about the naproxen then",
    "ibuprofen": "and ibuprofen, what about advil, what about nurofen, and motrin",
    "acetaminophen": "what about paracetamol, and acetaminophen, and tylenol, how about panadol",
    "antispasmodic": "and muscle relaxants, what about a muscle relaxer, and the antispasmodics",
    "acupuncture": "and acupuncture, what about needles",
    "disc": "what about a slipped disc, and sciatica, and for a pinched nerve",
    "doctor": "and the doctor, what about my gp",
}
ASPECTS = {
    "how_long": "how long, and how long, how long for, for how long, how long then, yes how long, "
    "how long please, and how many minutes, for how many days, how long in total, "
    "how long is that, how long should i do that",
    "how_often": "how often, and how often, how often then, how many times a day, how frequently, "
    "how often should i do it, and how many times, is that every day",
    "how_many": "how many, and how many, how many of them, how many tablets, how many pills",
    "dose": "how much, how much of it, what dose, and the dosage, how much can i take",
    "when": "when, and when, when should i do that, when is the best time for that, "
    "at what time, in the morning or in the evening",
    "how": "how, how do i do that, and how, how does that work, tell me how",
    "where": "where, and where, where do i put it, where does it go",
    "which": "which one, which, and which one, which is better, what kind",
    "what": "what is that, what is it, and what is this, what does that mean",
    "with_what": "with what, what with, what do i use",
    "safe": "is it safe, is that safe, but is it dangerous, any side effects, can it do any harm",
    "asleep": "can i sleep with it on, what happens if i fall asleep, can i fall asleep on it, "
    "what if i nod off, all night",
    "too_long": "and longer, can i leave it on longer, what if it is too long",
    "effect": "does it help, what does it do, does that really work, is it any good",
    "not_enough": "and if that does not help, and if it doesn't work, what if that doesn't help, "
    "if it does not help, and if that's not enough, what if it still hurts",
    "together": "can i take them together, both together, can i take it with something else",
    "prescription": "do i need a prescription, can i buy it over the counter",
    "how_far": "how far, and how far do i go",
    "signs": "how would i know, what are the symptoms",
    "causes": "what causes that, how does it come about",
    "cost": "what does it cost, is it expensive, who pays",
    "who": "who, who should not, and for whom",
}


def _rows(phrases: dict[str, str]) -> list[tuple[str, str]]:
    return [(text, name) for name, texts in phrases.items() for text in texts.split(", ")]


@pytest.mark.parametrize(("text", "topic"), _rows(TOPICS))
def test_a_topic_is_named(text: str, topic: str) -> None:
    meaning = UNDERSTANDER.understand(text)
    assert (meaning.intent, dict(meaning.slots)) == ("guide.follow", {"topic": topic})


@pytest.mark.parametrize(("text", "aspect"), _rows(ASPECTS))
def test_an_aspect_is_asked_for(text: str, aspect: str) -> None:
    meaning = UNDERSTANDER.understand(text)
    assert (meaning.intent, dict(meaning.slots)) == ("guide.follow", {"aspect": aspect})


@pytest.mark.parametrize(
    ("text", "topic", "aspect"),
    [
        ("and how often for heat", "heat", "how_often"),
        ("and how long for the massage", "massage", "how_long"),
    ],
)
def test_both_are_named(text: str, topic: str, aspect: str) -> None:
    slots = UNDERSTANDER.understand(text).slots
    assert slots == {"topic": topic, "aspect": aspect}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("neither", "answer.no"),
        ("neither of them", "answer.no"),
        ("both", "answer.choice"),
        ("yes the first", "answer.ordinal"),
        ("the second one", "answer.ordinal"),
        ("the former", "answer.ordinal"),
        ("never mind", "control.stop"),
        ("how much longer", "timer.query"),
        ("why", "control.why"),
        ("why though", "control.why"),
        ("who said that", "control.source"),
        ("not that", "control.undo"),
        ("more", "control.more"),
        ("where is that from", "control.source"),
    ],
)
def test_neighbours_keep_their_meaning(text: str, intent: str) -> None:
    assert UNDERSTANDER.understand(text).intent == intent


def test_every_spoken_form_of_a_topic_is_understood() -> None:
    for form, topic in CONTENT.language.lists["topic"].items():
        meaning = UNDERSTANDER.understand(f"and what about {form}")
        assert (meaning.intent, meaning.slots) == ("guide.follow", {"topic": topic}), form


def test_every_aspect_is_answered_somewhere_and_every_topic_has_a_general_answer() -> None:
    guide = CONTENT.knowledge.guide
    answered = {aspect for unit in guide.units().values() for aspect in unit.aspects}
    assert answered == set(ASPECTS)
    asked = {template.slots.get("aspect") for template in CONTENT.language.templates}
    assert asked - {None} == answered
    assert set(BY_KIND) < set(guide.topics())
    for topic in guide.topics():
        assert guide.about(topic)[0].source == CONTENT.language.topic_sources[topic]
