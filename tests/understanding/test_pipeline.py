"""What sentences mean, with the content that ships."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.pipeline import Understander
from voice_skill.understanding.samples import sample_sentences

LANGUAGE = load(content_dir()).language
UNDERSTANDER = Understander(LANGUAGE)

COMMANDS: list[tuple[str, str, dict[str, Any]]] = [
    ("set a timer for ten minutes", "timer.start", {"kind": "custom", "duration_s": 600}),
    ("Ten-minute timer, please.", "timer.start", {"kind": "custom", "duration_s": 600}),
    ("start the ice for 15 minutes", "timer.start", {"kind": "ice", "duration_s": 900}),
    ("ice for ten minutes", "timer.start", {"kind": "ice", "duration_s": 600}),
    ("put the ice on for an hour", "timer.start", {"kind": "ice", "duration_s": 3600}),
    ("start the ice", "timer.start", {"kind": "ice"}),
    ("heating pad fifteen", "timer.start", {"kind": "heat", "duration_s": 900}),
    (
        "set a pizza timer for twelve minutes",
        "timer.start",
        {"kind": "custom", "name": "pizza", "duration_s": 720},
    ),
    (
        "a timer called pizza for five minutes",
        "timer.start",
        {"kind": "custom", "name": "pizza", "duration_s": 300},
    ),
    ("set a timer", "timer.start", {"kind": "custom"}),
    ("set a timer for one and a half minutes", "timer.start", {"kind": "custom", "duration_s": 90}),
    ("wake me in four hours", "timer.start", {"kind": "break", "duration_s": 14400}),
    (
        "remind me in ten minutes to turn over",
        "timer.start",
        {"kind": "custom", "name": "turn over", "duration_s": 600},
    ),
    (
        "set a timer for fifteen or fifty minutes",
        "timer.start",
        {"kind": "custom", "problem": "either_or"},
    ),
    ("set a timer for zero minutes", "timer.start", {"kind": "custom", "problem": "zero"}),
    (
        "set a timer for ten to fifteen minutes",
        "timer.start",
        {"kind": "custom", "problem": "range"},
    ),
    ("cancel the timer", "timer.cancel", {}),
    ("cancel the ice timer", "timer.cancel", {"kind": "ice"}),
    ("cancel the ten minute timer", "timer.cancel", {"target_duration_s": 600}),
    ("stop my pizza timer", "timer.cancel", {"name": "pizza"}),
    ("cancel the second timer", "timer.cancel", {"ordinal": 2}),
    ("cancel all timers", "timer.cancel", {"all": True}),
    ("cancel everything", "control.cancel_all", {}),
    ("all timers off", "control.cancel_all", {}),
    ("pause the timer", "timer.pause", {}),
    ("pause the ice", "timer.pause", {"kind": "ice"}),
    ("resume the timer", "timer.resume", {}),
    ("add five minutes to the ice", "timer.extend", {"kind": "ice", "duration_s": 300}),
    ("five more minutes", "timer.extend", {"duration_s": 300}),
    ("take two minutes off the timer", "timer.extend", {"duration_s": -120}),
    ("how much time is left", "timer.query", {}),
    ("how long is left on the ice", "timer.query", {"kind": "ice"}),
    ("what timers are running", "timer.list", {}),
    ("same again", "timer.again", {}),
    ("wake me at half past six", "alarm.start", {"at": "06:30", "at_alt": "18:30"}),
    ("set an alarm for six am tomorrow", "alarm.start", {"at": "06:00", "day": "tomorrow"}),
    ("set an alarm for tomorrow morning at six", "alarm.start", {"at": "06:00", "day": "tomorrow"}),
    ("alarm at 7:30 pm", "alarm.start", {"at": "19:30"}),
    ("cancel my seven am alarm", "alarm.cancel", {"at": "07:00"}),
    ("what alarms are set", "alarm.list", {}),
    ("when is my alarm", "alarm.query", {}),
    ("snooze", "alarm.snooze", {}),
    (
        "remind me to take my tablets at eight pm",
        "reminder.start",
        {"what": "take my tablets", "at": "20:00", "about": "tablets"},
    ),
    ("help me get up", "routine.start", {"id": "get_up"}),
    ("start the morning routine", "routine.start", {"id": "morning"}),
    ("walk me through the massage", "routine.start", {"id": "massage"}),
    ("louder", "control.louder", {}),
    ("say that again", "control.repeat", {}),
    ("next", "control.next", {}),
    ("go back", "control.previous", {}),
    ("give me a minute", "control.pause", {}),
    ("hang on the dog is barking", "control.pause", {}),
    ("why", "control.why", {}),
    ("tell me more", "control.more", {}),
    ("where is that from", "control.source", {}),
    ("what time is it", "control.time", {}),
    ("what can you do", "control.help", {}),
    ("undo that", "control.undo", {}),
    ("yes", "answer.yes", {}),
    ("no", "answer.no", {}),
    ("ten minutes", "answer.duration", {"duration_s": 600}),
    ("fifteen", "answer.number", {"at": "15:00", "number": 15}),
    ("half past six", "answer.time", {"at": "06:30", "at_alt": "18:30"}),
    ("the second one", "answer.ordinal", {"ordinal": 2}),
    ("the ice", "answer.choice", {"kind": "ice"}),
    ("the pizza one", "answer.choice", {"name": "pizza"}),
    ("log that my pain is six", "diary.log", {"about": "pain", "pain": 6}),
    ("good night", "settings.set", {"setting": "night", "value": True}),
    ("", "none", {}),
    (" ?! ", "none", {}),
]
STOPS = (
    "stop, stop it, stop that, stop now, stop please, please stop, halt, quiet, be quiet, silence, "
    "enough, that is enough, enough now, hush, shush, shut up, quit, quit it, cease, cut it out, "
    "knock it off, that will do, pack it in, zip it, hold it, stop talking, stop ringing, no more, "
    "pipe down, turn it off, switch it off, shut it off, make it stop, i heard you, got it, "
    "okay enough, stop stop, never mind, forget it, stop the noise, give it a rest, off, whoa"
).split(", ")


@pytest.mark.parametrize(("text", "intent", "slots"), COMMANDS)
def test_commands(text: str, intent: str, slots: dict[str, Any]) -> None:
    meaning = UNDERSTANDER.understand(text)
    assert (meaning.intent, dict(meaning.slots)) == (intent, slots)
    assert meaning.heard == text


def test_there_are_many_ways_to_say_stop() -> None:
    assert len(STOPS) >= 35
    for text in STOPS:
        assert UNDERSTANDER.understand(text).intent == "control.stop", text


@pytest.mark.parametrize(
    "text",
    [
        "do not start the ice",
        "should i start the ice",
        "do not stop",
        "i told her to set a timer for ten minutes yesterday evening in the kitchen",
        "he said cancel everything and she did not",
        "what is the timer resolution of a cpu",
        "the weather in boston",
        "ice hockey scores",
        "a",
        "the huh",
    ],
)
def test_nothing_acts_on_part_of_a_sentence(text: str) -> None:
    intent = UNDERSTANDER.understand(text).intent
    assert intent in ("unknown", "guide.answer")


def test_misspelled_words_are_repaired_but_never_hard_ones() -> None:
    assert UNDERSTANDER.understand("cancel the tmier").intent == "timer.cancel"
    assert UNDERSTANDER.understand("i am gettin up guide me").slots == {"id": "get_up"}
    assert UNDERSTANDER.understand("stapp").intent == "unknown"
    assert "duration_s" not in UNDERSTANDER.understand("set a timer for fiften minutes").slots


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("how long should i keep the ice on", "2.5"),
        ("how much ibuprofen can i take", "3.2"),
        ("how much nurofen can i take", "3.2"),
        ("does acupuncture help", "4.1"),
    ],
)
def test_questions_find_their_step(text: str, source: str) -> None:
    meaning = UNDERSTANDER.understand(text)
    assert meaning.intent == "guide.answer"
    assert meaning.sources == (source,)
    assert meaning.slots["unit"] in LANGUAGE.unit_titles


def test_what_is_not_in_the_guide_names_the_nearest() -> None:
    meaning = UNDERSTANDER.understand("tell me about the history of ice hockey in canada")
    assert meaning.intent == "unknown"
    assert meaning.sources == ()
    assert len(meaning.alternatives) == 2
    assert all(other.title for other in meaning.alternatives)


def test_every_question_of_the_guide_finds_its_own_unit() -> None:
    understander = Understander(LANGUAGE)
    wrong = []
    for template in LANGUAGE.templates:
        if template.intent != "guide.answer":
            continue
        for sentence in template.sentences[:3]:
            plain = [word for word in sentence.split() if word.isalpha()]
            if len(plain) == len(sentence.split()):
                meaning = understander.understand(sentence)
                if meaning.slots.get("unit") != template.slots["unit"]:
                    wrong.append((sentence, meaning.intent))
    assert wrong == []


def test_samples_of_the_whole_language() -> None:
    sentences = sample_sentences(LANGUAGE, limit=20_000, seed=0)
    templates = sum(len(template.sentences) for template in LANGUAGE.templates)
    assert 20_000 >= len(sentences) > templates
    assert all(set(sentence) <= set("abcdefghijklmnopqrstuvwxyz' ") for sentence in sentences)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_it_never_raises_on_any_text(text: str) -> None:
    assert UNDERSTANDER.understand(text).as_contract()["intent"]


_words = sorted({word for text, _, _ in COMMANDS for word in text.split()} | {"no", "1e9", "-3"})


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_words), max_size=60))
def test_it_never_raises_on_any_words(words: list[str]) -> None:
    text = " ".join(words)
    meaning = UNDERSTANDER.understand(text)
    assert meaning == UNDERSTANDER.understand(text)
    assert not {"problem", "duration_s"} <= set(meaning.slots)
