"""After everything that happens: a routine holds while something else is on, and comes back to it.

What rings, an emergency and a question about something else come first. What the routine then has
to say is said in one breath with what was said anyway.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import routine_beats, routine_end, routine_run, routine_walk
from voice_skill.core.effects import Effect, Say
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.routine_run import TIMER, Run
from voice_skill.core.routines import Count, Routine
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Question, State

Effects = tuple[Effect, ...]

GO_ON = "routine.go_on"
"""What the question whether to go on is about."""

GO_ON_S = 300.0
"""How long it stays open."""


def follow(
    knowledge: Knowledge, before: State, state: State, effects: Effects, now: Now
) -> tuple[State, Effects]:
    """Hold the routine, let it go on where it was, and ask what its step asks."""
    run = state.routine
    if run is None:
        return state, effects
    if run.asks and not _is_there(knowledge.routines.get(run.id), run):
        return _joined(_gone(knowledge, state), effects, now)
    if state.emergency or state.calling:
        if run.state == "running":
            state = replace(state, routine=routine_run.paused(run, now.monotonic_s))
        return state, effects
    reason = routine_beats.waits_for(state, now)
    if reason:
        if run.state == "running":
            held = "ring" if "ring" in (reason, run.held) else reason
            state = replace(state, routine=replace(run, held=held))
        return state, effects
    if run.asks:
        return _ask(knowledge, state, run, effects, now)
    if run.state == "running" and _in_doubt(before, effects):
        run = routine_run.paused(run, now.monotonic_s)
        said = knowledge.replies.text("routine_self_paused")
        state = replace(state, routine=run, question=None, question_until_s=None)
        return _joined(Outcome(state, said), effects, now)
    if run.state == "running":
        outcome = _going_on(knowledge, before, state, run, _said(effects), now)
        state, effects = _joined(outcome, effects, now)
        state = _with_question(knowledge, state, now)
    return state, effects


def _in_doubt(before: State, effects: Effects) -> bool:
    """ "Is a leg weak?" was asked, and nobody answered: then nothing moves by itself."""
    asked = before.question is not None and before.question.about == "emergency"
    return asked and not effects


def _is_there(routine: Routine | None, run: Run) -> bool:
    """Whether this walk is still one through that routine, which may have been changed."""
    if routine is None or not run.trail or run.at >= len(routine.nodes):
        return False
    forward = run.trail[0] >= 0 and list(run.trail) == sorted(set(run.trail))
    spoken = routine.nodes[run.at].spoken
    return forward and spoken is not None and spoken.say == run.text


def _gone(knowledge: Knowledge, state: State) -> Outcome:
    return Outcome(routine_end.left(state), knowledge.replies.text("routine_gone"))


def _ask(
    knowledge: Knowledge, state: State, run: Run, effects: Effects, now: Now
) -> tuple[State, Effects]:
    """After a restart nothing moves by itself."""
    title, step = knowledge.routines[run.id].title, number_to_words(run.step)
    said = knowledge.replies.text("routine_restored", title=title, step=step)
    state = replace(state, routine=replace(run, asks=False))
    state, effects = _joined(Outcome(state, said), effects, now)
    until_s = now.monotonic_s + GO_ON_S
    asked = replace(state, question=Question("yes_no", GO_ON), question_until_s=until_s)
    return asked, effects


def _going_on(
    knowledge: Knowledge, before: State, state: State, run: Run, already: str, now: Now
) -> Outcome:
    """What the present step does now, if what has happened concerns it."""
    _, node, step = routine_walk.present(knowledge, run)
    if run.phase == TIMER:
        run = _with_timer(state, run, step) if isinstance(step, Count) else run
        state = replace(state, routine=run)
        if run.timer_id is None or not routine_walk.counts(state, run.timer_id):
            return routine_walk.go(knowledge, state, node.to, now, already)
    if run.held == "ring":
        short = routine_walk.words(run, step)
        back = knowledge.replies.text("routine_back_to", short=short) if short else ""
        outcome = routine_walk.again(knowledge, state, now, f"{already} {back}")
        further = outcome.say if outcome.say != short else ""
        return replace(outcome, say=f"{back} {further}".strip(), sources=node.sources)
    talked = bool(already) and before.routine is run
    if run.held or talked:
        return routine_walk.again(knowledge, state, now, already)
    return Outcome(state, "")


def _with_timer(state: State, run: Run, step: Count) -> Run:
    """A question came before the timer of this step; its yes has started it."""
    if run.timer_id is not None:
        return run
    there = state.book.find(kind=step.kind)
    ids = tuple((run.at, timer.id) for timer in there[-1:])
    return replace(run, timers=(*run.timers, *ids))


def _with_question(knowledge: Knowledge, state: State, now: Now) -> State:
    """The question of the step stays open for as long as the step waits."""
    run = state.routine
    if run is None or not run.runs:
        return state
    asked = routine_walk.question(knowledge, run)
    if asked is None:
        return state
    until_s = now.monotonic_s + 2 * routine_run.PAUSE_S
    return replace(state, question=asked, question_until_s=until_s)


def _said(effects: Effects) -> str:
    return " ".join(each.text for each in effects if isinstance(each, Say) and not each.hint)


def _joined(outcome: Outcome, effects: Effects, now: Now) -> tuple[State, Effects]:
    """With these words behind those that are said already, since new ones would cut them."""
    state, further = routine_beats.performed(outcome, now)
    spoken = [each for each in effects if isinstance(each, Say) and not each.hint]
    if not outcome.say or not spoken:
        return state, (*effects, *further)
    whole = f"{_said(effects)} {outcome.say}".strip()
    rest = tuple(each for each in effects if each not in spoken)
    further = tuple(replace(spoken[-1], text=whole) if isinstance(e, Say) else e for e in further)
    sources = tuple(dict.fromkeys((*state.turn.sources, *outcome.sources)))
    turn = replace(state.turn, say=whole, sources=sources)
    return replace(state, turn=turn, last_spoken=whole), (*rest, *further)
