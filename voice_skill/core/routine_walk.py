"""Going on, back and to the end of a routine, with what each step does when it is reached.

`already` is what is said before these words in the same breath: the step's time begins after it.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import alarm_talk, emergency_talk, routine_end, routine_run, timer_start
from voice_skill.core.durations import spoken_duration
from voice_skill.core.effects import CallOut
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_run import TIMER, Run
from voice_skill.core.routines import (
    Alert,
    Ask,
    Choose,
    Count,
    Hold,
    Node,
    Routine,
    SetAlarm,
    Spoken,
    day_part,
)
from voice_skill.core.state import GuideContext, Outcome, Question, State
from voice_skill.core.timer_words import sentence
from voice_skill.core.timers import APPLICATIONS

ASK, CHOOSE = "routine.ask", "routine.choose"
"""What the questions of a routine are about."""


def present(knowledge: Knowledge, run: Run) -> tuple[Routine, Node, Spoken]:
    """The routine that runs, the place where it is, and the step there."""
    routine = knowledge.routines[run.id]
    node = routine.nodes[run.at]
    if node.spoken is None:
        raise ValueError(f"{run.id} stands at a place that says nothing.")
    return routine, node, node.spoken


def begin(knowledge: Knowledge, state: State, routine: Routine, now: Now) -> Outcome:
    """From the first step on; in short where it was done before."""
    brief = state.diary.last("routine", routine=routine.id) is not None
    state = replace(state, routine=Run(routine.id, (), 0, brief))
    caution = routine.written.caution
    return _after(caution, go(knowledge, state, 0, now, caution))


def go(knowledge: Knowledge, state: State, index: int, now: Now, already: str = "") -> Outcome:
    """To the next step from `index` on, or to the end; what lies between happens once."""
    run = _running(state)
    routine = knowledge.routines[run.id]
    place, triggers = routine.onward(index, _part(now), run.answers)
    calls = [CallOut(name) for at, name in triggers.items() if at not in run.acted]
    state = replace(state, routine=replace(run, acted=run.acted | triggers.keys()))
    if place == len(routine.nodes):
        outcome = routine_end.finished(knowledge, state, routine, now, already)
    else:
        caution = "" if run.brief else routine.nodes[place].caution
        before = f"{already} {caution}".strip()
        outcome = _after(caution, _arrived(knowledge, state, routine, place, now, before))
    return replace(outcome, after=(*calls, *outcome.after))


def back(knowledge: Knowledge, state: State, now: Now) -> Outcome:
    """One step back. A timer that is over is not started again by that."""
    run = _running(state)
    if run.step == 1:
        first = knowledge.replies.text("routine_first")
        return _after(first, told(knowledge, state, now, first))
    routine = knowledge.routines[run.id]
    run = routine_run.entered(run, routine, run.trail[:-1], _part(now))
    run = replace(run, answers=tuple(each for each in run.answers if each[0] < run.at))
    if run.timer_id is not None and not counts(state, run.timer_id):
        run = replace(run, timers=tuple(each for each in run.timers if each[0] != run.at))
    return told(knowledge, replace(state, routine=run), now)


def told(
    knowledge: Knowledge, state: State, now: Now, already: str = "", brief: bool = True
) -> Outcome:
    """The present step in words, and it begins to wait anew; the talk is about it now."""
    run, state = _running(state), replace(state, context=GuideContext())
    _, node, step = present(knowledge, run)
    said = words(run, step, brief)
    outcome = _armed(knowledge, state, said, now, already)
    ready = knowledge.replies.text("routine_ready") if isinstance(step, Hold) else ""
    return replace(_after(said, replace(outcome, say=ready)), sources=node.sources)


def is_getting_ready(run: Run, step: object) -> bool:
    """Whether the timer of this step has not begun, since something has to be laid on first."""
    return isinstance(step, Count) and bool(step.ready) and run.timer_id is None


def words(run: Run, step: Spoken, brief: bool = True) -> str:
    """What the step says now."""
    if isinstance(step, Count) and is_getting_ready(run, step):
        return step.ready
    return step.brief if brief else step.say


def again(knowledge: Knowledge, state: State, now: Now, already: str) -> Outcome:
    """The present step goes on after other words: only what it cannot do without is said."""
    _, node, step = present(knowledge, _running(state))
    if isinstance(step, Hold):
        said = knowledge.replies.text("routine_ready")
        return replace(_armed(knowledge, state, "", now, already), say=said)
    said = step.brief if isinstance(step, Ask | Choose) else ""
    return _armed(knowledge, state, said, now, already)


def question(knowledge: Knowledge, run: Run) -> Question | None:
    """What the present step asks."""
    _, _, step = present(knowledge, run)
    if isinstance(step, Ask):
        return Question("yes_no", ASK)
    if isinstance(step, Choose):
        return Question("choice", CHOOSE, {"options": list(step.options)})
    return None


def counts(state: State, timer_id: int) -> bool:
    """Whether this timer is still there, or what it counted still lies on the skin."""
    on_skin = (each.timer_id for each in state.ledger.on_skin())
    return state.book.get(timer_id) is not None or timer_id in on_skin


def _running(state: State) -> Run:
    if state.routine is None:
        raise ValueError("No routine is running.")
    return state.routine


def _part(now: Now) -> str:
    """A clock that nobody set does not know whether it is morning."""
    return day_part(now.wall.hour) if now.synced else ""


def _after(said: str, outcome: Outcome) -> Outcome:
    return replace(outcome, say=" ".join(part for part in (said, outcome.say) if part))


def _armed(knowledge: Knowledge, state: State, said: str, now: Now, already: str) -> Outcome:
    """The present step begins to wait when these words are over."""
    run = _running(state)
    _, node, _ = present(knowledge, run)
    length_s = routine_run.spoken_s(f"{already} {said}", knowledge.words_per_minute)
    run = routine_run.armed(run, node, now.monotonic_s + length_s)
    return Outcome(replace(state, routine=run), said)


def _arrived(
    knowledge: Knowledge, state: State, routine: Routine, place: int, now: Now, already: str
) -> Outcome:
    run = _running(state)
    run = routine_run.entered(run, routine, (*run.trail, place), _part(now))
    state = replace(state, routine=run)
    _, _, step = present(knowledge, run)
    if isinstance(step, Count):
        return _before_count(knowledge, state, step, now, already)
    if isinstance(step, SetAlarm) and place not in run.acted:
        return _alarm_set(knowledge, state, step, now, already)
    if isinstance(step, Alert):
        return emergency_talk.declare(knowledge, state, step.sign, now)
    return told(knowledge, state, now, already, run.brief)


def _before_count(
    knowledge: Knowledge, state: State, step: Count, now: Now, already: str
) -> Outcome:
    """What has to be laid on is fetched first; but nobody fetches what may not begin."""
    begun = counting(knowledge, state, step, now, already)
    run = begun.state.routine
    starts = run is not None and run.at == _running(state).at and run.timer_id is not None
    counts_on = starts and state.book.get(run.timer_id or 0) is not None if run else False
    if not step.ready or not starts or counts_on:
        return begun
    return told(knowledge, state, now, already)


def counting(knowledge: Knowledge, state: State, step: Count, now: Now, already: str) -> Outcome:
    """Start its timer by the usual rules; what is refused is told, and the routine goes on."""
    run = _running(state)
    _, node, _ = present(knowledge, run)
    if run.timer_id is not None and counts(state, run.timer_id):
        return told(knowledge, state, now, already)
    said = step.brief if run.brief else step.say
    order = Meaning("", "timer.start", {"kind": step.kind, "duration_s": step.length_s})
    started = timer_start.start(knowledge, state, order, now)
    there = started.state.book.find(kind=step.kind)
    mine = [timer.id for timer in there if state.book.get(timer.id) is None]
    if not mine and not started.question:
        # It lies on the skin already: that one is as good.
        mine = [timer.id for timer in there if step.kind in APPLICATIONS]
    if not mine and not started.question:
        before = replace(run, trail=run.trail[:-1])
        heard = f"{already} {started.say}"
        further = go(knowledge, replace(state, routine=before), node.to, now, heard)
        return _after(started.say, further)
    others = tuple(each for each in run.timers if each[0] != run.at)
    run = replace(run, timers=(*others, *((run.at, timer_id) for timer_id in mine[-1:])))
    state = replace(started.state, routine=replace(run, phase=TIMER, due_s=now.monotonic_s))
    length = started.say
    if said and step.kind not in APPLICATIONS:
        length = sentence(spoken_duration(step.length_s))
    elif step.ready:
        said = ""  # what it is and how long is said anyway
    sources = tuple(dict.fromkeys((*started.sources, *node.sources)))
    return Outcome(state, f"{said} {length}".strip(), sources, started.question)


def _alarm_set(
    knowledge: Knowledge, state: State, step: SetAlarm, now: Now, already: str
) -> Outcome:
    """Half way through the night, or for the time of getting up; it asks for what it must know."""
    run = _running(state)
    slots = {"halfway": True} if step.which == "half_way" else _rise(state)
    outcome = alarm_talk.start(knowledge, state, Meaning("", "alarm.start", slots), now)
    acted = replace(run, acted=run.acted | {run.at})
    said = _after(step.brief if run.brief else step.say, outcome)
    armed = _armed(knowledge, replace(outcome.state, routine=acted), said.say, now, already)
    return replace(said, state=armed.state, meaning=None)


def _rise(state: State) -> dict[str, object]:
    wake = state.habits.wake
    return {"at": wake} if wake else {}
