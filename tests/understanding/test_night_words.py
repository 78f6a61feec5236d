"""Reminders, the diary, routines and the clock, as people say them at night."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulated import understander

SAID: list[tuple[str, str, dict[str, Any]]] = [
    ("okay i've taken them", "reminder.done", {}),
    ("that's them taken", "reminder.done", {}),
    ("yeah just took my pills", "reminder.done", {}),
    ("i'll skip it tonight", "reminder.skip", {}),
    ("don't remind me about the tablets any more", "reminder.cancel", {"about": "tablets"}),
    ("stop the reminders", "reminder.cancel", {}),
    ("have i had my tablets this morning", "reminder.last", {}),
    ("did i already take the ibuprofen", "reminder.last", {"medicine": "ibuprofen"}),
    ("is it too soon for another paracetamol", "reminder.last", {"medicine": "acetaminophen"}),
    ("what did i miss while i was asleep", "reminder.missed", {}),
    ("remind me of the ice three times a day", "reminder.start", {"times_per_day": 3}),
    ("took two aleve at noon", "diary.log", {"medicine": "naproxen", "at": "12:00"}),
    ("i've just had a paracetamol", "diary.log", {"medicine": "acetaminophen"}),
    ("pain's about a five", "diary.log", {"pain": 5}),
    ("i'd say four out of ten", "diary.log", {"pain": 4, "scale": 10}),
    ("no pain at all this morning", "diary.log", {"pain": 0}),
    ("how's my back been this week", "diary.query", {}),
    ("wipe my diary", "diary.forget", {}),
    ("a lot better thanks", "answer.feeling", {"feeling": "better"}),
    ("no change really", "answer.feeling", {"feeling": "same"}),
    ("it got worse", "answer.feeling", {"feeling": "worse"}),
    ("ouch that hurts", "control.hurts", {}),
    ("oh no another spasm", "control.hurts", {}),
    ("ow stop", "control.stop", {}),
    ("stop that hurts", "control.stop", {}),
    ("which step are we on", "routine.query", {"about": "position"}),
    ("how many steps are left", "routine.query", {"about": "left"}),
    ("what exercises do you know", "routine.query", {"about": "list"}),
    ("your clock is wrong it's ten to six", "settings.set", {"setting": "clock", "at": "05:50"}),
    ("start the sleep break", "routine.start", {"id": "sleep_break"}),
    ("set a sleep break", "alarm.start", {"halfway": True}),
    ("wake me at seven on mondays and fridays", "alarm.start", {"days": ["monday", "friday"]}),
    ("wake me on the fifth of march at six", "alarm.start", {"problem": "date"}),
    ("make the alarm half an hour later", "alarm.start", {"moves": True, "problem": "vague"}),
]
NEIGHBOURS = [
    ("it hurts when i get up", "guide.answer"),
    ("can i take ibuprofen", "guide.answer"),
    ("how often can i take naproxen", "guide.answer"),
    ("what time is it", "control.time"),
    ("set an alarm for ten minutes", "timer.start"),
    ("how much longer", "timer.query"),
    ("same again", "timer.again"),
    ("not now", "answer.no"),
    ("skip it", "control.next"),
]
DANGEROUS = [
    "i took the whole packet of ibuprofen",
    "i have taken twenty tablets",
    "i took eight ibuprofen",
]


@pytest.mark.parametrize(("text", "intent", "slots"), SAID)
def test_it_is_understood(text: str, intent: str, slots: dict[str, Any]) -> None:
    meaning = understander().understand(text)
    assert meaning.intent == intent
    assert {name: meaning.slots.get(name) for name in slots} == slots


@pytest.mark.parametrize(("text", "intent"), NEIGHBOURS)
def test_what_sounds_like_it_is_not_taken_for_it(text: str, intent: str) -> None:
    assert understander().understand(text).intent == intent


@pytest.mark.parametrize("text", DANGEROUS)
def test_too_much_of_a_medicine_is_never_just_noted(text: str) -> None:
    assert understander().understand(text).red_flag == "overdose"
