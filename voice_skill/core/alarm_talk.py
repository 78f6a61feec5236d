"""Setting alarms: at a time of day, on some days, or half way through the night."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.alarm_time import When, all_of_them, halfway, night
from voice_skill.core.alarms import Alarm
from voice_skill.core.clock_words import spoken_date, spoken_days, spoken_time
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import sentence

MOST_ALARMS = 100
START = "alarm_start"
"""What a question about the time of an alarm is about."""

_NIGHT = ("from", "from_alt", "until", "until_alt")
_MOVING = ("moves", "replaces", "replaces_alt")
_PROBLEMS = frozenset(("no_such_time", "range", "either_or", "vague", "date", "no_such_day"))


def start(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Set an alarm, or ask for what is missing; a time is never guessed."""
    slots = meaning.slots
    if slots.get("problem"):
        known = slots["problem"] if slots["problem"] in _PROBLEMS else "other"
        return _ask_time(knowledge, state, meaning, f"alarm_problem_{known}")
    if slots.get("halfway"):
        return _halfway(knowledge, state, meaning, now)
    if "at" not in slots:
        return _ask_time(knowledge, state, meaning, "ask_alarm_time")
    chosen = all_of_them(slots, now)
    if not chosen:
        return _ask_time(knowledge, state, meaning, "alarm_has_passed")
    outcome = _set(knowledge, state, meaning, (chosen[0], "wake"), now)
    kept = {name: value for name, value in slots.items() if name not in _MOVING}
    for each in chosen[1:]:
        more = resolved(meaning, "alarm.start", kept)
        after = _set(knowledge, outcome.state, more, (each, "wake"), now)
        outcome = replace(outcome, state=after.state, say=f"{outcome.say} {after.say}")
    return _with_clock(knowledge, state, outcome, now)


def _ask_time(knowledge: Knowledge, state: State, meaning: Meaning, key: str) -> Outcome:
    lost = ("at", "at_alt", "more_times", "problem", "duration_s", "by_duration_s", "minutes")
    slots = {name: value for name, value in meaning.slots.items() if name not in lost}
    question = Question("time", START, slots)
    return Outcome(state, knowledge.replies.text(key), question=question)


def _halfway(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """The sleep break; bed and rise time are asked for once and then known."""
    habits = state.habits
    known = night(meaning.slots, (habits.bed, habits.wake))
    for name in ("bed", "rise"):
        if name not in known:
            said = {key: meaning.slots[key] for key in _NIGHT if key in meaning.slots}
            slots = {**said, "halfway": True, "asked": name}
            question = Question("time", START, slots)
            return Outcome(state, knowledge.replies.text(f"ask_{name}_time"), question=question)
    state = replace(state, habits=replace(habits, bed=known["bed"], wake=known["rise"]))
    chosen = halfway(known["bed"], known["rise"], now)
    outcome = _set(knowledge, state, meaning, (chosen, "break"), now)
    return _with_clock(knowledge, state, outcome, now)


def _with_clock(knowledge: Knowledge, before: State, outcome: Outcome, now: Now) -> Outcome:
    """Where the clock may be wrong, what it shows, and whether that is right."""
    if now.synced or outcome.state.alarms == before.alarms:
        return outcome
    clock = spoken_time(f"{now.wall.hour:02d}:{now.wall.minute:02d}")
    said = f"{outcome.say} {knowledge.replies.text('alarm_clock_unsure', time=clock)}"
    return replace(outcome, say=said, question=Question("time", "clock"))


def _set(
    knowledge: Knowledge, state: State, meaning: Meaning, order: tuple[When, str], now: Now
) -> Outcome:
    chosen, kind = order
    replies = knowledge.replies
    same = _same(state, chosen, kind)
    if same:
        said = replies.text("alarm_is_set", when=spoken_when(same, now))
        return Outcome(state, sentence(said))
    if len(state.alarms.alarms) >= MOST_ALARMS:
        return Outcome(state, replies.text("too_many_alarms"))
    book, alarm_id = state.book.take_id()
    unsure = not now.synced or now.told
    alarm = Alarm(
        alarm_id,
        chosen.at,
        chosen.day.isoformat(),
        chosen.days,
        label=meaning.slots.get("name"),
        kind=kind,
        unsure=unsure,
    )
    kept, moved = _without_the_moved(state, meaning)
    after = replace(kept, book=book, alarms=kept.alarms.add(alarm), undo=None)
    key = "alarm_moved" if moved else f"alarm_set_{kind}"
    said = sentence(replies.text(key, when=spoken_when(alarm, now)))
    slots = {**meaning.slots, "at": chosen.at}
    slots.pop("at_alt", None)
    return Outcome(after, said, _sources(kind), meaning=resolved(meaning, "alarm.start", slots))


def _sources(kind: str) -> tuple[str, ...]:
    return ("2.4",) if kind == "break" else ()


def _same(state: State, chosen: When, kind: str) -> Alarm | None:
    wanted = (chosen.at, chosen.day.isoformat(), chosen.days, kind)
    for alarm in state.alarms.alarms:
        if (alarm.at, alarm.date, alarm.days, alarm.kind) == wanted and alarm.state == "set":
            return alarm
    return None


def _without_the_moved(state: State, meaning: Meaning) -> tuple[State, bool]:
    """ "Move it to eight" takes the only wake alarm away; "instead of seven" that one."""
    replaces = (meaning.slots.get("replaces"), meaning.slots.get("replaces_alt"))
    there = [alarm for alarm in state.alarms.alarms if alarm.kind == "wake"]
    if any(replaces):
        moved = [alarm for alarm in there if alarm.at in replaces]
    else:
        moved = there if meaning.slots.get("moves") and len(there) == 1 else []
    if not moved:
        return state, False
    return replace(state, alarms=state.alarms.remove([alarm.id for alarm in moved])), True


def spoken_when(alarm: Alarm, now: Now) -> str:
    """ "tomorrow at seven o'clock in the morning", "on weekdays at ..."."""
    if alarm.days:
        return f"{spoken_days(alarm.days)} at {spoken_time(alarm.at)}"
    return spoken_date(alarm.at, alarm.rings_at(now.wall).date(), now.wall)
