"""Setting reminders, taking them away and telling which there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voice_skill.core import timer_start
from voice_skill.core.alarm_talk import spoken_when
from voice_skill.core.alarm_time import When, all_of_them, said_time
from voice_skill.core.alarms import Alarm
from voice_skill.core.civil import WEEKDAYS, next_date
from voice_skill.core.clock_words import spoken_days, spoken_time
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import all_of, number_to_words
from voice_skill.core.state import Outcome, Question, State, Undo, resolved
from voice_skill.core.timer_words import either, joined, sentence

START = "reminder_start"
WHAT = "reminder_what"
CANCEL = "reminder.cancel"
CANCEL_ALL = "cancel_all_reminders"
"""What our questions are about."""

TIMES_OF_DAY = {
    2: ("08:00", "21:00"),
    3: ("08:00", "14:00", "21:00"),
    4: ("08:00", "12:00", "17:00", "21:00"),
}
"""Morning, afternoon and before bed, as the guide has the ice (2.5)."""

MOST_TOLD = 3
"""Nobody keeps more in mind."""

MOST_REMINDERS = 100
UNDO_S = 30.0
_DATES = ("date", "no_such_day")
_TURNED = {
    "my": "your",
    "me": "you",
    "i": "you",
    "mine": "yours",
    "myself": "yourself",
    "am": "are",
}


def spoken_to(what: str) -> str:
    """ "take my tablets" as it is said back: "take your tablets"."""
    return " ".join(_TURNED.get(word, word) for word in what.split())


def start(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Set one, or one for each time of day; asks for what is missing."""
    slots = meaning.slots
    if not slots.get("what"):
        said = knowledge.replies.text("ask_reminder_what")
        return Outcome(state, said, question=Question("choice", WHAT, dict(slots)))
    if "duration_s" in slots:
        timer = {"kind": "custom", "name": slots["what"], "duration_s": slots["duration_s"]}
        return timer_start.start(knowledge, state, resolved(meaning, "timer.start", timer), now)
    if slots.get("problem"):
        known = slots["problem"] if slots["problem"] in _DATES else "no_such_time"
        return _ask_time(knowledge, state, meaning, f"alarm_problem_{known}")
    times = TIMES_OF_DAY.get(int(slots.get("times_per_day") or 0))
    if "at" in slots:
        chosen = all_of_them(slots, now, wakes=False)
        if not chosen:
            return _ask_time(knowledge, state, meaning, "alarm_has_passed")
        return _set(knowledge, state, meaning, chosen, now)
    if times is None:
        return _ask_time(knowledge, state, meaning, "ask_reminder_time")
    daily = [When(at, next_date(at, now.wall, WEEKDAYS), WEEKDAYS) for at in times]
    return _set(knowledge, state, meaning, daily, now)


def _ask_time(knowledge: Knowledge, state: State, meaning: Meaning, key: str) -> Outcome:
    lost = ("at", "at_alt", "more_times", "problem")
    slots = {name: value for name, value in meaning.slots.items() if name not in lost}
    return Outcome(state, knowledge.replies.text(key), question=Question("time", START, slots))


def at_a_time(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "at what time?"."""
    slots = {**question.slots, **(said_time(meaning) or {})}
    return start(knowledge, state, resolved(meaning, "reminder.start", slots), now)


def about_what(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "of what?": any words."""
    slots = {**question.slots, "what": meaning.heard.strip().lower().rstrip(".!?")}
    return start(knowledge, state, resolved(meaning, "reminder.start", slots), now)


def _set(
    knowledge: Knowledge, state: State, meaning: Meaning, chosen: list[When], now: Now
) -> Outcome:
    replies, what = knowledge.replies, spoken_to(str(meaning.slots["what"]))
    if len(state.reminders.alarms) + len(chosen) > MOST_REMINDERS:
        return Outcome(state, replies.text("too_many_alarms"))
    book, reminders, added = state.book, state.reminders, []
    for each in chosen:
        book, reminder_id = book.take_id()
        reminder = Alarm(
            reminder_id,
            each.at,
            each.day.isoformat(),
            each.days,
            label=what,
            about=meaning.slots.get("about"),
            kind="reminder",
            unsure=not now.synced or now.told,
        )
        reminders = reminders.add(reminder)
        added.append(reminder)
    whens = spoken_when(added[0], now)
    if len(added) > 1:
        whens = joined(spoken_time(reminder.at) for reminder in added)
    said = sentence(replies.text("reminder_set", what=what, when=whens))
    after = replace(state, book=book, reminders=reminders, undo=None)
    slots = {name: value for name, value in meaning.slots.items() if name != "at_alt"}
    if len(added) == 1:
        slots["at"] = added[0].at
    return Outcome(after, said, meaning=resolved(meaning, "reminder.start", slots))


def cancel(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """End those that fit what was said, several only after a yes; never one of another name."""
    replies, there = knowledge.replies, state.reminders.alarms
    if not there:
        return Outcome(state, replies.text("no_reminders"))
    found = _fitting(there, meaning.slots)
    if not found:
        said = replies.text("no_such_reminder", reminders=_listed(knowledge, there, now))
        return Outcome(state, sentence(said))
    ids = [reminder.id for reminder in found]
    if len(found) == 1 or _one_thing(found) and meaning.slots.get("what"):
        return _end(knowledge, state, found, now)
    if meaning.slots.get("all"):
        question = Question("yes_no", CANCEL_ALL, {"ids": ids})
        said = replies.text("ask_cancel_reminders", count=all_of(len(found)))
        return Outcome(state, said, question=question)
    names = either(_name(reminder, now) for reminder in found[:3])
    question = Question("which", CANCEL, {"ids": ids, "called": [each.label for each in found]})
    return Outcome(state, replies.text("which_reminder", names=names), question=question)


def _one_thing(found: tuple[Alarm, ...]) -> bool:
    return len({reminder.label for reminder in found}) == 1


def is_called(question: Question, meaning: Meaning) -> bool:
    """Whether these words name one of the reminders that were offered."""
    said = set(spoken_to(meaning.heard.lower()).split()) - _SMALL
    return any(said and said <= set(label.split()) for label in question.slots.get("called", ()))


def chosen(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "which one?": what it is for, its time, or all."""
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    slots = {**meaning.slots, "ids": question.slots["ids"]}
    if not {"at", "ordinal", "all", "about", "what"} & slots.keys():
        slots["what"] = slots.get("kind") or meaning.heard
    order = resolved(meaning, CANCEL, slots)
    if slots.get("all"):
        return _end(knowledge, state, _fitting(state.reminders.alarms, slots), now)
    return replace(cancel(knowledge, state, order, now), meaning=order)


def all_confirmed(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """The answer to "cancel all three reminders?"."""
    if meaning.intent == "answer.no":
        return Outcome(state, knowledge.replies.text("kept"))
    found = _fitting(state.reminders.alarms, question.slots)
    ended = _end(knowledge, state, found, now)
    return replace(ended, meaning=resolved(meaning, CANCEL, {"all": True}))


def _end(knowledge: Knowledge, state: State, found: tuple[Alarm, ...], now: Now) -> Outcome:
    gone = [reminder.id for reminder in found]
    undo = Undo(now.monotonic_s + UNDO_S, reminders=found)
    after = replace(state, reminders=state.reminders.remove(gone), undo=undo)
    if len(found) == 1 or _one_thing(found):
        said = knowledge.replies.text("reminder_cancelled", what=found[0].label)
    else:
        count = number_to_words(len(found))
        said = knowledge.replies.text("reminders_cancelled", count=count)
    return Outcome(after, sentence(said))


def tell(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Which there are, the soonest first."""
    there = state.reminders.alarms
    if not there:
        return Outcome(state, knowledge.replies.text("no_reminders"))
    found = _fitting(there, {k: v for k, v in meaning.slots.items() if k in ("what", "about")})
    return Outcome(state, sentence(_listed(knowledge, found or there, now)))


def _listed(knowledge: Knowledge, there: tuple[Alarm, ...], now: Now) -> str:
    """What there is, each thing once with its times, the soonest first."""
    soonest = sorted(there, key=lambda each: each.due_s(0.0, now.wall) or 0.0)
    things: dict[str, list[Alarm]] = {}
    for reminder in soonest:
        things.setdefault(str(reminder.label), []).append(reminder)
    names = [_with_times(each, now) for each in list(things.values())[:MOST_TOLD]]
    if len(things) > MOST_TOLD:
        more = number_to_words(len(things) - MOST_TOLD)
        names.append(knowledge.replies.text("others", count=more))
    return knowledge.replies.text("reminder_list", names="; ".join(names))


def _with_times(same: list[Alarm], now: Now) -> str:
    if len(same) == 1:
        return _name(same[0], now)
    times = joined(spoken_time(each.at) for each in sorted(same, key=lambda each: each.at))
    days = {each.days for each in same}
    every = f"{spoken_days(same[0].days)} at " if len(days) == 1 and same[0].days else "at "
    return f"{same[0].label}, {every}{times}"


def _name(reminder: Alarm, now: Now) -> str:
    return f"{reminder.label}, {spoken_when(reminder, now)}"


def _fitting(there: tuple[Alarm, ...], slots: Mapping[str, Any]) -> tuple[Alarm, ...]:
    found = tuple(reminder for reminder in there if _fits(reminder, slots))
    ordinal = slots.get("ordinal")
    if ordinal is None:
        return found
    index = ordinal - 1 if ordinal > 0 else len(found) + ordinal
    return found[index : index + 1] if 0 <= index < len(found) else ()


def _fits(reminder: Alarm, slots: Mapping[str, Any]) -> bool:
    times = [slots[name] for name in ("at", "at_alt") if slots.get(name)]
    if "ids" in slots and reminder.id not in slots["ids"]:
        return False
    if times and reminder.at not in times:
        return False
    about = slots.get("about")
    if about and about == reminder.about:
        return True
    if not slots.get("what"):
        return not about
    said = set(spoken_to(str(slots["what"])).split()) - _SMALL
    return bool(said) and said <= set(str(reminder.label).split())


_SMALL = frozenset("the a an your to about for of one reminder that".split())
