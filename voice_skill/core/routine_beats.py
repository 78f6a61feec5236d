"""What happens in a routine by itself: the count, cues, going on after a silence, the reminder."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import ringing, routine_end, routine_run, routine_walk
from voice_skill.core.effects import Effect, Say
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge, Replies
from voice_skill.core.routine_run import REST, SILENCE, STALE_CUE_S, TIMER, Run
from voice_skill.core.routine_words import between, count
from voice_skill.core.routines import CUES, Ask, Choose, Count, Hold, Spoken
from voice_skill.core.state import Outcome, State

QUESTION_OPEN_S = 30.0
"""How long a question stays open that came up by itself."""


def due(knowledge: Knowledge, state: State, now: Now) -> tuple[State, tuple[Effect, ...]]:
    """Everything of the routine whose moment has come."""
    state = replace(state, routine_kept=_kept(state))
    if state.ended and state.ended.until_s <= now.monotonic_s:
        state = routine_end.noted(state, now)
    run = state.routine
    if run is None:
        return state, ()
    if run.state == "paused":
        over = run.due_s is not None and run.due_s <= now.monotonic_s
        return (routine_end.left(state) if over else state), ()
    if not run.runs or run.due_s is None or run.due_s > now.monotonic_s or waits_for(state, now):
        return state, ()
    if run.phase == TIMER:
        return _cue(knowledge, state, run, now)
    return performed(_beat(knowledge, state, run, now), now)


def next_s(state: State, now: Now) -> float | None:
    """Monotonic seconds at which something of the routine is due, if at all."""
    if state.routine_kept != _kept(state):
        return now.monotonic_s
    moments = [state.ended.until_s if state.ended else None]
    run = state.routine
    if run and (run.held or run.asks) and not ringing.rings(state):
        moments.append(state.question_until_s)
    if run and not run.held:
        moments.append(run.due_s)
    return min((moment for moment in moments if moment is not None), default=None)


def waits_for(state: State, now: Now) -> str:
    """What the routine has to wait for: "ring", "talk" about something else, or nothing."""
    if ringing.rings(state):
        return "ring"
    asked, until_s = state.question, state.question_until_s
    own = asked is None or asked.about in (routine_walk.ASK, routine_walk.CHOOSE)
    # At its last moment a question is over, or nothing would ever come after it.
    over = until_s is None or until_s <= now.monotonic_s
    return "" if own or over else "talk"


def performed(outcome: Outcome, now: Now) -> tuple[State, tuple[Effect, ...]]:
    """What a handler decided, where nobody has spoken."""
    state = outcome.state
    if outcome.question:
        until_s = now.monotonic_s + QUESTION_OPEN_S
        state = replace(state, question=outcome.question, question_until_s=until_s)
    if not outcome.say:
        return state, (*outcome.before, *outcome.after)
    state = replace(state, last_spoken=outcome.say)
    return state, (*outcome.before, Say(outcome.say), *outcome.after)


def _kept(state: State) -> tuple[object, ...]:
    run, ended = state.routine, state.ended
    return run.kept if run else None, ended.id if ended else None


def _beat(knowledge: Knowledge, state: State, run: Run, now: Now) -> Outcome:
    """The one thing that is due in the present step."""
    _, node, step = routine_walk.present(knowledge, run)
    if run.phase == SILENCE:
        return routine_walk.go(knowledge, state, node.to, now)
    if isinstance(step, Hold):
        return _counted(knowledge, state, step, node.to, now)
    if run.reminded:
        after = replace(state, routine=routine_run.paused(run, now.monotonic_s))
        after = replace(after, question=None, question_until_s=None)
        return Outcome(after, knowledge.replies.text("routine_self_paused"))
    said = _reminder(knowledge.replies, step)
    run = routine_run.reminded(run, now.monotonic_s + _length_s(knowledge, said))
    return Outcome(replace(state, routine=run), said)


def _reminder(replies: Replies, step: Spoken) -> str:
    return step.brief if isinstance(step, Ask | Choose) else replies.text("routine_remind")


def _counted(knowledge: Knowledge, state: State, hold: Hold, to: int, now: Now) -> Outcome:
    """One beat of a hold: a second, the end of a repetition, or the next one's beginning."""
    replies, run = knowledge.replies, state.routine
    if run is None:
        raise ValueError("No routine is running.")
    from_s, length = routine_run.beat_s(run, now.monotonic_s), routine_run.hold_s(run, hold)
    if run.phase == REST:
        ready = replace(state, routine=routine_run.ready(run, from_s))
        return Outcome(ready, replies.text("routine_ready"))
    if run.counted < length:
        # The cue comes a second before the end, with the last number.
        last = run.counted + 1 == length
        said = count(replies, run.counted + 1, last)
        lasts_s = max(1.0, _length_s(knowledge, said)) if last else 1.0
        run = routine_run.counting(run, from_s, lasts_s)
        return Outcome(replace(state, routine=run), said)
    if run.repetition >= hold.repetitions:
        return routine_walk.go(knowledge, state, to, now)
    said = between(replies, hold, run.repetition)
    run = routine_run.resting(run, hold, from_s + _length_s(knowledge, said))
    return Outcome(replace(state, routine=run), said)


def _length_s(knowledge: Knowledge, said: str) -> float:
    return routine_run.spoken_s(said, knowledge.words_per_minute)


def _cue(
    knowledge: Knowledge, state: State, run: Run, now: Now
) -> tuple[State, tuple[Effect, ...]]:
    """What is said a quarter, half and three quarters of the way through the step's timer."""
    _, _, step = routine_walk.present(knowledge, run)
    timer = state.book.get(run.timer_id) if run.timer_id is not None else None
    times = routine_run.cue_times(step, timer) if isinstance(step, Count) and timer else ()
    said = ""
    for place, (at_s, cue) in enumerate(times):
        if place >= run.counted and at_s <= now.monotonic_s:
            run = replace(run, counted=place + 1)
            said = cue if now.monotonic_s - at_s <= STALE_CUE_S else ""
    ahead = [at_s for at_s, _ in times[run.counted : len(CUES)]]
    state = replace(state, routine=replace(run, due_s=min(ahead, default=None)))
    return (replace(state, last_spoken=said), (Say(said),)) if said else (state, ())
