"""The end of a routine: what is let go, what the diary keeps, and how it went."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import routine_run
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.routine_run import Run
from voice_skill.core.routines import Count, Hold, Line, Routine
from voice_skill.core.state import EndedRoutine, Outcome, Question, State
from voice_skill.core.timers import APPLICATIONS

FEELING = "routine.feeling"
"""What "better, the same, or worse?" is about."""

FEELING_S = 60.0
"""How long the answer to "better, the same, or worse?" may take."""


def left(state: State) -> State:
    """No routine runs any more, nor what it timed; ice and heat count on until they are off."""
    run = state.routine
    if run is None:
        return state
    own = {timer_id for _, timer_id in run.timers}
    gone = {timer.id for timer in state.book.timers if timer.kind not in APPLICATIONS}
    kept = (None, state.ended.id if state.ended else None)
    return replace(state, routine=None, routine_kept=kept, book=state.book.remove(own & gone))


def noted(state: State, now: Now, feeling: str | None = None) -> State:
    """The routine that was done last goes into the diary."""
    if state.ended is None:
        return state
    details = {"routine": state.ended.id, **({"feeling": feeling} if feeling else {})}
    return replace(state, ended=None, diary=state.diary.noted(now.wall, "routine", **details))


def _did_something(routine: Routine, run: Run) -> bool:
    """Who was only asked, and told to rest, does not feel better or worse for it."""
    steps = [routine.nodes[place].step for place in run.trail]
    return any(
        isinstance(step, Hold | Count) or (isinstance(step, Line) and step.wait_s is None)
        for step in steps
    )


def finished(
    knowledge: Knowledge, state: State, routine: Routine, now: Now, already: str
) -> Outcome:
    """The end; how it went is asked, and kept in the diary."""
    run = state.routine
    said = routine.written.end or knowledge.replies.text("routine_done")
    ended = EndedRoutine(routine.id, now.monotonic_s + FEELING_S)
    did = run is not None and _did_something(routine, run)
    state = replace(left(noted(state, now)), ended=ended, routine_kept=state.routine_kept)
    if not routine.written.ask_feeling or not did:
        return Outcome(noted(state, now), said)
    asked = Question("choice", FEELING, {"routine": routine.id})
    said = f"{said} {knowledge.replies.text('routine_feeling')}"
    length_s = routine_run.spoken_s(f"{already} {said}", knowledge.words_per_minute)
    ended = replace(ended, until_s=ended.until_s + length_s)
    return Outcome(replace(state, ended=ended), said, question=asked)
