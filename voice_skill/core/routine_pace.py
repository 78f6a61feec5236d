"""Holding a routine up and letting it go on: pause, resume, slower, faster, pain, the end."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import (
    control_talk,
    diary_talk,
    routine_end,
    routine_run,
    routine_walk,
    skin_talk,
    timer_cancel,
    timer_change,
)
from voice_skill.core.effects import Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_follow import GO_ON
from voice_skill.core.routine_run import TIMER, WORDS, Run
from voice_skill.core.routines import Alert, Ask, Choose, Line
from voice_skill.core.speech_numbers import number_to_words
from voice_skill.core.state import Outcome, Question, State, resolved
from voice_skill.core.timer_words import left, sentence
from voice_skill.core.timers import APPLICATIONS, Timer

END = "routine.end"
"""What the question whether to end is about."""

FORGIVEN_S = 120.0
"""After this quiet, what was not understood before is forgotten."""

_NEVER_INTO_PAIN = ("2.7",)
_FELT_BETTER = "better"
_ASIDES = (
    *("routine.query", "guide.", "unknown", "timer.query", "alarm.query", "alarm.list"),
    *("control.help", "control.why", "control.source", "control.time", "control.more"),
)
"""What answers no question of ours, and leaves it as it is."""


def held_up(state: State, run: Run, now: Now, ending: bool = False) -> State:
    """Paused, and with it the timer of its step; what lies on the skin counts on."""
    run = replace(routine_run.paused(run, now.monotonic_s), ending=ending)
    paused = replace(state, routine=run)
    timer = _timer(state, run)
    if timer and timer.state == "running" and timer.kind not in APPLICATIONS:
        return replace(paused, book=state.book.pause(timer, now.monotonic_s))
    return paused


def pause(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    """Wait until somebody says continue; ice and heat are asked about as always."""
    timer = _timer(state, run)
    if timer and timer.state == "running" and timer.kind in APPLICATIONS:
        order = resolved(meaning, "timer.pause", {"ids": [timer.id]})
        outcome = timer_change.pause(knowledge, state, order, now)
        return replace(outcome, state=held_up(outcome.state, run, now))
    said = knowledge.replies.text("routine_paused")
    return Outcome(held_up(state, run, now), said)


def resume(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """Back to the step where it was paused; to a step that waits it is "next"."""
    _, node, step = routine_walk.present(knowledge, run)
    timer = _timer(state, run)
    if timer and timer.state == "paused":
        order = resolved(meaning, "timer.resume", {"ids": [timer.id]})
        outcome = timer_change.resume(knowledge, state, order, now)
        return replace(outcome, state=_armed(knowledge, outcome.state, run, now))
    if run.state == "running":
        if run.phase == WORDS and isinstance(step, Line) and not state.context.unit:
            return routine_walk.go(knowledge, state, node.to, now)
        waits = run.phase == WORDS
        return routine_walk.told(knowledge, state, now) if waits else Outcome(state, "")
    over = run.phase == TIMER and run.timer_id is not None
    over = over and not routine_walk.counts(state, run.timer_id or 0)
    if over or isinstance(step, Alert):
        return routine_walk.go(knowledge, state, node.to, now)
    if timer and not step.brief:
        said = sentence(left(timer, now.monotonic_s, knowledge.replies))
        return Outcome(_armed(knowledge, state, run, now), said)
    return routine_walk.told(knowledge, state, now)


def still_asked(before: State, after: State, meaning: Meaning) -> Question | None:
    """ "Shall we go on?" is open still after a question about something else."""
    asked, run = before.question, after.routine
    if asked is None or asked.about not in (GO_ON, END) or run != before.routine:
        return None
    return asked if meaning.intent.startswith(_ASIDES) else None


def ask_to_go_on(knowledge: Knowledge, state: State, run: Run) -> Outcome:
    """ "We were getting up, step three. Shall we go on?" """
    title, step = knowledge.routines[run.id].title, number_to_words(run.step)
    said = knowledge.replies.text("routine_restored", title=title, step=step)
    return Outcome(state, said, question=Question("yes_no", GO_ON))


def slower(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    """More time for waits, rests and holds."""
    return _at_pace(knowledge, state, routine_run.slower(run), ("routine_slower", "slowest"), now)


def faster(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    """Less time for waits, rests and holds."""
    return _at_pace(knowledge, state, routine_run.faster(run), ("routine_faster", "fastest"), now)


def hurts(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    """Stop at once, what the guide says about pain, and nothing more before a yes."""
    _, _, step = routine_walk.present(knowledge, run)
    paused = held_up(state, run, now)
    off = skin_talk.hurts(knowledge, paused, meaning)
    if off:
        waits = replace(routine_run.paused(run, now.monotonic_s), asks=True)
        return replace(off, state=replace(off.state, routine=waits))
    how = meaning.slots.get("how")
    key = f"routine_{how}" if how in ("dizzy", "stuck") else "routine_hurts"
    if isinstance(step, Ask | Choose) and key == "routine_hurts":
        key = "routine_hurts_lying"  # nobody moves while something is asked
    question = None if how == "stuck" else Question("yes_no", GO_ON)
    sources = _NEVER_INTO_PAIN if key == "routine_hurts" else ()
    said = knowledge.replies.text(key)
    return Outcome(paused, said, sources, question, before=(Silence(),))


def felt(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """ "It is better now" is no yes to "shall we go on?", so that is asked again."""
    noted = diary_talk.feeling(knowledge, state, meaning, now)
    if meaning.slots.get("feeling") != _FELT_BETTER:
        return replace(noted, say=f"{noted.say} {knowledge.replies.text('routine_rests')}")
    go_on = knowledge.replies.text("routine_go_on")
    return replace(noted, say=f"{noted.say} {go_on}", question=Question("yes_no", GO_ON))


def rest(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    """A no to "shall we go on?"."""
    return Outcome(held_up(state, run, now), knowledge.replies.text("routine_rests"))


def wait(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    """A no to "shall I end it?": it moves no further before somebody says so."""
    return Outcome(held_up(state, run, now), knowledge.replies.text("routine_waits_paused"))


def end(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    """Over before its end; ice and heat count on."""
    said, after = knowledge.replies.text("routine_ended"), routine_end.left(state)
    timer = _timer(after, run)
    if timer:
        said = f"{said} {sentence(left(timer, now.monotonic_s, knowledge.replies))}"
    return Outcome(after, said, before=(Silence(),))


def stop(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """It pauses at once and asks; the second one ends it. First what may lie on the skin."""
    if skin_talk.unanswered(state):
        outcome = control_talk.stop(knowledge, state, meaning, now)
        return replace(outcome, state=held_up(outcome.state, run, now))
    if run.ending:
        return end(knowledge, state, run, meaning, now)
    paused = held_up(state, run, now, ending=True)
    said = knowledge.replies.text("routine_ask_end")
    question = Question("yes_no", END)
    return Outcome(paused, said, question=question, before=(Silence(),))


def cancel_all(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """Everything is also the routine."""
    after = routine_end.left(state)
    if not after.book.timers and not after.alarms.alarms:
        return end(knowledge, state, run, meaning, now)
    outcome = timer_cancel.cancel_all(knowledge, after, meaning, now)
    said = knowledge.replies.text("routine_ended")
    return replace(outcome, say=f"{said} {outcome.say}", before=(Silence(), *outcome.before))


def _timer(state: State, run: Run) -> Timer | None:
    return state.book.get(run.timer_id) if run.timer_id is not None else None


def _armed(knowledge: Knowledge, state: State, run: Run, now: Now) -> State:
    _, node, _ = routine_walk.present(knowledge, run)
    return replace(state, routine=routine_run.armed(run, node, now.monotonic_s))


def _at_pace(
    knowledge: Knowledge, state: State, run: Run, keys: tuple[str, str], now: Now
) -> Outcome:
    was = state.routine
    key = keys[0] if was is None or run.pace != was.pace else f"routine_{keys[1]}"
    said = knowledge.replies.text(key)
    state = replace(state, routine=run)
    if run.state == "paused":
        return Outcome(state, said)
    further = routine_walk.again(knowledge, state, now, said)
    return replace(further, say=f"{said} {further.say}".strip())
