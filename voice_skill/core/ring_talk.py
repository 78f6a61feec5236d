"""The ring, round by round, and how it ends: for ice and heat only after "is it off?".

Each round is a deadline of its own, so that a ring goes on for as long as somebody keeps time. It
never falls silent by itself: after a quarter of an hour it comes once a minute.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import alarm_ring, reminder_ring, ringing, skin_talk
from voice_skill.core.clock_words import spoken_time
from voice_skill.core.durations import spoken_duration
from voice_skill.core.effects import Effect, Ring, Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Rounds, State, resolved
from voice_skill.core.timer_words import GUIDE_STEP, label, left, named, sentence
from voice_skill.core.timers import APPLICATIONS, Timer

RING_AGAIN_S = 60.0
"""Ice or heat rings again after this, unless somebody says that it is off."""

ROUND_S = 8.0
"""From one round to the next: the sound, the words, and two seconds in which "stop" is heard."""

LOUD_FOR_S = 900.0
SLOW_ROUND_S = 60.0

SHORTEST_AGO_S = 60.0
"""What ended just before the start is not told how long ago."""
SNOOZE_S = 300.0
"""A snooze without a length."""


def heard(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Somebody heard all that rings; what matters most is what is talked about."""
    timers, outcome = state.book.ringing(), None
    if state.alarms.ringing():
        outcome = alarm_ring.heard(knowledge, state, now)
    if state.reminders.ringing():
        before = outcome.state if outcome else state
        outcome = reminder_ring.heard(knowledge, before, meaning, now)
    if timers or outcome is None:
        return acknowledge(knowledge, outcome.state if outcome else state, timers, now)
    return outcome


def acknowledge(knowledge: Knowledge, state: State, timers: tuple[Timer, ...], now: Now) -> Outcome:
    """Somebody heard the ring of these timers; what lies on the skin is asked about once."""
    on_skin = [timer for timer in timers if timer.kind in APPLICATIONS]
    asked = all(timer.quiet_until_s is not None for timer in on_skin)
    gone = {timer.id for timer in timers if timer not in on_skin}
    state = replace(state, book=state.book.remove(gone))
    if asked:
        ids = tuple(timer.id for timer in on_skin)
        return replace(skin_talk.off(knowledge, state, ids, now, "stopped"), before=(Silence(),))
    for timer in on_skin:
        quiet = replace(timer, quiet_until_s=now.monotonic_s + RING_AGAIN_S)
        state = replace(state, book=state.book.put(quiet))
    outcome = skin_talk.ask_off(knowledge, state, tuple(timer.id for timer in on_skin))
    return replace(outcome, before=(Silence(),))


def snooze(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Ring again later; never for what would be on the skin for too long then."""
    replies, timers = knowledge.replies, state.book.ringing()
    if not ringing.rings(state):
        return Outcome(state, replies.text("nothing_rings"))
    said_s = meaning.slots.get("duration_s")
    if said_s is not None and said_s <= 0:
        return Outcome(state, replies.text("problem_amount"))
    if not timers:
        return _snooze_due(knowledge, state, meaning, said_s, now)
    by_s = float(said_s or SNOOZE_S)
    outcome = snooze_these(knowledge, state, meaning, (timers, by_s), now)
    if outcome.before and ringing.rings(outcome.state):
        slept = _snooze_due(knowledge, outcome.state, meaning, by_s, now)
        return replace(outcome, state=slept.state)
    return outcome


def _snooze_due(
    knowledge: Knowledge, state: State, meaning: Meaning, by_s: float | None, now: Now
) -> Outcome:
    """The alarms and reminders that ring."""
    if not state.reminders.ringing():
        return alarm_ring.snooze(knowledge, state, meaning, by_s, now)
    if state.alarms.ringing():
        state = alarm_ring.snooze(knowledge, state, meaning, by_s, now).state
    return reminder_ring.later(knowledge, state, meaning, by_s, now)


def snooze_these(
    knowledge: Knowledge,
    state: State,
    meaning: Meaning,
    order: tuple[tuple[Timer, ...], float],
    now: Now,
) -> Outcome:
    """Ring again in so many seconds, all of these or none."""
    timers, by_s = order
    for timer in timers:
        refused = _no_snooze(knowledge, state, timer, by_s, now)
        if refused:
            return refused
    end_s = now.monotonic_s + by_s
    for timer in timers:
        state = count_on(state, timer, by_s, end_s, now)
    said = sentence(knowledge.replies.text("snoozed", length=spoken_duration(by_s)))
    more = resolved(meaning, "timer.extend", {**meaning.slots, "duration_s": by_s})
    return Outcome(state, said, meaning=more, before=(Silence(),))


def _no_snooze(
    knowledge: Knowledge, state: State, timer: Timer, by_s: float, now: Now
) -> Outcome | None:
    if timer.kind not in APPLICATIONS:
        return None
    allowed = skin_talk.verdict(knowledge, state, timer.kind, now)
    if allowed.continues and by_s <= allowed.seconds:
        return None
    said = knowledge.replies.text(f"no_snooze_{timer.kind}")
    return Outcome(state, said, (GUIDE_STEP[timer.kind],))


def count_on(state: State, timer: Timer, by_s: float, end_s: float, now: Now) -> State:
    """Let a timer run to another end, `by_s` longer in all than was planned."""
    application = state.ledger.of_timer(timer.id)
    # Ice that rang before its end, because nobody answered, has not had what was planned.
    had_s = application.used_s(now.monotonic_s) if application else timer.total_s
    runs = replace(timer, state="running", deadline_s=end_s, total_s=round(had_s + by_s, 3))
    runs = replace(runs, paused_s=None, quiet_until_s=None)
    state = replace(state, book=state.book.put(runs))
    return skin_talk.planned(state, timer, end_s, now)


def words(knowledge: Knowledge, state: State, now: Now) -> str:
    """What a round says: everything that has ended or is due, by name."""
    replies, loud = knowledge.replies, state.book.loud()
    said = alarm_ring.words(replies, state.alarms.ringing()[:3], now)
    for timer in loud[:3]:
        application = state.ledger.of_timer(timer.id)
        if application and application.on and _unanswered(state, timer):
            said.append(replies.text(f"take_off_{timer.kind}"))
            continue
        key = f"done_{timer.kind}" if timer.kind in APPLICATIONS else "done_other"
        said.append(sentence(replies.text(key, label=label(timer, replies))))
    if len(loud) > 3:
        said.append(replies.text("done_more", count=number_to_words(len(loud) - 3)))
    said += reminder_ring.words(replies, state.reminders.ringing()[:3])
    return " ".join(said)


def _unanswered(state: State, timer: Timer) -> bool:
    application = state.ledger.of_timer(timer.id)
    return application is not None and application.missed


def follow(
    knowledge: Knowledge, before: State, after: State, effects: tuple[Effect, ...], now: Now
) -> tuple[State, tuple[Effect, ...]]:
    """Keep the loudspeaker in step with the timers that ring, and with the time."""
    if after.calling:
        return after, effects
    was, rings = ringing.loud_ids(before), ringing.loud_ids(after)
    gone = set(was) - set(rings)
    if gone and not any(isinstance(effect, Silence) for effect in effects):
        effects = (Silence(), *effects)
    if not rings:
        return replace(after, rounds=None), effects
    new = set(rings) - set(was)
    rounds = None if new or before.calling else after.rounds
    if rounds and not gone and rounds.next_s > now.monotonic_s:
        return after, effects
    since_s = rounds.since_s if rounds else now.monotonic_s
    pause_s = ROUND_S if now.monotonic_s - since_s < LOUD_FOR_S else SLOW_ROUND_S
    ring = Ring(words(knowledge, after, now), rings, wakes=ringing.wakes(after))
    rounds = Rounds(since_s, now.monotonic_s + pause_s)
    return replace(after, rounds=rounds), (*effects, ring)


def next_round_s(state: State) -> float | None:
    """When the next round is due, if anything rings."""
    loud = state.rounds and not state.calling and ringing.loud_ids(state)
    return state.rounds.next_s if loud and state.rounds else None


def told_at_start(
    knowledge: Knowledge,
    state: State,
    ended: tuple[Timer, ...],
    now: Now,
    ago_s: float | None = None,
) -> str:
    """What passed while nothing was running, how long ago if it is one, and what goes on."""
    replies, said = knowledge.replies, []
    if ended:
        on_skin = any(timer.kind in APPLICATIONS for timer in ended)
        key = "ended_while_off" if on_skin else "ended_while_off_other"
        ago = ""
        if ago_s is not None and ago_s >= SHORTEST_AGO_S:
            ago = f" {replies.text('ago', length=spoken_duration(ago_s // 60 * 60))}"
        said.append(replies.text(key, names=named(ended, replies), ago=ago))
    running = [timer for timer in state.book.timers if timer.state == "running"]
    if running and not now.synced:
        lefts = [left(timer, now.monotonic_s, replies) for timer in running[:3]]
        said.append(replies.text("goes_on_unsure", lefts=", ".join(lefts)))
    if state.alarms.alarms and not now.synced:
        clock = spoken_time(f"{now.wall.hour:02d}:{now.wall.minute:02d}")
        said.append(replies.text("alarm_clock_unsure", time=clock))
    return " ".join(said)
