"""What is said to a routine: next, back, wait, where am I, why, stop, and the answers it asks for.

While one is active these words are its own first; what rings, an emergency and what lies on the
skin come before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from voice_skill.core import (
    ringing,
    routine_answers,
    routine_end,
    routine_first,
    routine_follow,
    routine_pace,
    routine_start,
    routine_walk,
    routine_words,
    skin_talk,
    timer_cancel,
)
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_run import SILENCE, TIMER, WORDS, Run
from voice_skill.core.routines import Ask, Choose, Count, Line
from voice_skill.core.state import Outcome, Question, State, resolved, unclear
from voice_skill.core.timers import APPLICATIONS

Verb = Callable[[Knowledge, State, Run, Meaning, Now], Outcome | None]


def heard(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome | None:
    """What these words are to the routine; None where they are for somebody else."""
    if state.ended and state.routine is None:
        felt = routine_answers.feeling(knowledge, state, meaning, now)
        if felt:
            return felt
    if state.calling or ringing.rings(state):
        return routine_first.while_ringing(knowledge, state, meaning, now)
    more = routine_start.more(knowledge, state, meaning, now)
    if more:
        return more
    run = state.routine
    if run is None:
        return None
    if state.emergency:
        return routine_first.after_emergency(knowledge, state, meaning)
    answer = routine_first.asked_for_safety(knowledge, state, meaning)
    answer = answer or _answer(knowledge, state, run, meaning, now)
    if answer:
        return answer
    _, node, step = routine_walk.present(knowledge, run)
    if isinstance(step, Count) and routine_walk.is_getting_ready(run, step):
        if run.state == "running" and routine_answers.has_none(step, meaning):
            left_out = routine_walk.go(knowledge, state, node.to, now)
            return replace(left_out, meaning=resolved(meaning, "control.next", {}))
    verb = _VERBS.get(meaning.intent)
    return verb(knowledge, state, run, meaning, now) if verb else None


def is_own(question: Question | None) -> bool:
    """Whether this question is a routine's; nobody else takes its answer."""
    return question is not None and question.about.startswith("routine.")


def _answer(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """The answer to an open question of the routine."""
    question = state.question
    if question is None or not is_own(question):
        return None
    skin = {"on_skin", "awake"} & meaning.slots.keys()
    if skin and state.ledger.on_skin():
        return None  # "it is off" is about the ice, whatever the routine asked
    if question.about == routine_walk.CHOOSE:
        return routine_answers.choice(knowledge, state, question, meaning, now)
    if question.about == routine_walk.ASK:
        return routine_answers.asked(knowledge, state, run, meaning, now)
    if meaning.intent == "answer.feeling":
        return routine_pace.felt(knowledge, state, question, meaning, now)
    said = {"answer.yes": "yes", "answer.no": "no"}.get(meaning.intent)
    if said is None:
        return None
    if question.about == routine_follow.GO_ON:
        go_on = routine_pace.resume if said == "yes" else routine_pace.rest
        return go_on(knowledge, state, run, meaning, now)
    if question.about == routine_pace.END:
        end = routine_pace.end if said == "yes" else routine_pace.wait
        return end(knowledge, state, run, meaning, now)
    if said == "no":
        return Outcome(state, knowledge.replies.text("all_right"))
    routine = knowledge.routines[str(question.slots["id"])]
    return routine_walk.begin(knowledge, routine_end.left(state), routine, now)


def _next(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """On to the next step; what the step still times is over, and off where it lay on the skin."""
    _, node, step = routine_walk.present(knowledge, run)
    if isinstance(step, Count) and routine_walk.is_getting_ready(run, step):
        if not routine_answers.leaves_out(step, meaning):
            return routine_walk.counting(knowledge, state, step, now, "")
    timer = state.book.get(run.timer_id) if run.timer_id is not None else None
    if timer and timer.kind in APPLICATIONS:
        return timer_cancel.end(knowledge, state, (timer,), now)
    if timer:
        state = replace(state, book=state.book.remove({timer.id}))
    elif run.phase == TIMER and run.timer_id is not None and _on_skin(state, run.timer_id):
        return skin_talk.ask_off(knowledge, state, (run.timer_id,))
    return routine_walk.go(knowledge, state, node.to, now)


def _on_skin(state: State, timer_id: int) -> bool:
    return any(each.timer_id == timer_id for each in state.ledger.on_skin())


def _yes(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """ "Okay" to a step that waits is "next"; in a count it is only a sign of life."""
    if {"on_skin", "awake"} & meaning.slots.keys() and state.ledger.on_skin():
        return None
    if run.phase == TIMER and run.state == "running":
        return Outcome(state, knowledge.replies.text("all_right"))
    _, _, step = routine_walk.present(knowledge, run)
    lies_there = meaning.slots.get("on_skin") and routine_walk.is_getting_ready(run, step)
    if run.state == "paused" and not lies_there:
        return Outcome(state, knowledge.replies.text("routine_help_paused"))
    if run.phase != WORDS:
        return Outcome(state, "")
    outcome = _next(knowledge, state, run, meaning, now)
    following = replace(meaning, intent="control.next", slots={})
    return replace(outcome, meaning=outcome.meaning or following) if outcome else None


def _no(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome | None:
    """ "Not yet"."""
    _, _, step = routine_walk.present(knowledge, run)
    if "on_skin" in meaning.slots:
        return None
    if run.state == "paused":
        return Outcome(state, knowledge.replies.text("routine_waits_paused"))
    if run.phase == SILENCE:
        # It would go on by itself, whatever it had promised.
        return routine_pace.wait(knowledge, state, run, meaning, now)
    if not isinstance(step, Line) and not routine_walk.is_getting_ready(run, step):
        return None
    return Outcome(state, knowledge.replies.text("routine_waits"))


def _resume(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """Where it was paused; to what waits for the ice to lie there it is "next"."""
    _, _, step = routine_walk.present(knowledge, run)
    if run.state == "running" and routine_walk.is_getting_ready(run, step):
        return _next(knowledge, state, run, meaning, now)
    return routine_pace.resume(knowledge, state, run, meaning, now)


def _in_full(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """ "What do you mean?": the step in all its words, or what more the guide has to say."""
    if state.context.unit:
        return None
    if run.state == "paused":
        return Outcome(state, knowledge.replies.text("routine_help_paused"))
    return routine_walk.told(knowledge, state, now, brief=False)


def _left_out(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """ "Not today" to a step, unless a reminder waits for its answer."""
    if any(each.state == "snoozed" for each in state.reminders.alarms):
        return None
    outcome = _next(knowledge, state, run, meaning, now)
    return replace(outcome, meaning=resolved(meaning, "control.next", {})) if outcome else None


def _stray(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """A number, "both": no answer to what the step asks, so it is asked again."""
    if {"on_skin", "awake"} & meaning.slots.keys() or not is_own(state.question):
        return None
    return _unknown(knowledge, state, run, meaning, now)


def _back(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    return routine_walk.back(knowledge, state, now)


def _repeat(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """The step once more, or what the guide has said since."""
    if run.state == "paused" or state.context.unit:
        return None
    return routine_walk.told(knowledge, state, now)


def _why(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """The reason for the step, else the guide's for what the step is about."""
    if state.context.unit:
        return None
    routine, node, step = routine_walk.present(knowledge, run)
    if step.why:
        return Outcome(state, step.why, node.sources)
    for source in node.sources or routine.written.sources[:1]:
        for unit in knowledge.guide.step(source).units:
            if unit.why:
                return Outcome(state, unit.why, (source,))
    return Outcome(state, knowledge.replies.text("routine_no_why"))


def _left(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """ "How many?" is about the routine, and "how long?" too where nothing else counts."""
    others = state.book.timers and "how many" not in meaning.heard.lower()
    if others or {"kind", "name"} & meaning.slots.keys():
        return None
    return Outcome(state, routine_words.left(knowledge, run))


def _help(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    key = "routine_help" if run.state == "running" else "routine_help_paused"
    return Outcome(state, knowledge.replies.text(key))


def _unknown(knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now) -> Outcome:
    """A hint once; a count and a breath are not disturbed for what was only a cough."""
    counts = run.runs and run.phase not in (WORDS, TIMER)
    nothing = unclear(meaning)
    if counts or state.not_understood:
        return Outcome(state, "", meaning=nothing)
    after = replace(
        state, not_understood=1, not_understood_until_s=now.monotonic_s + routine_pace.FORGIVEN_S
    )
    _, _, step = routine_walk.present(knowledge, run)
    key = "routine_hint" if run.state == "running" else "routine_help_paused"
    if run.state == "running" and isinstance(step, Ask):
        key = "routine_yes_or_no"
    elif run.state == "running" and isinstance(step, Choose):
        key = "routine_one_of_them"
    return Outcome(after, knowledge.replies.text(key), meaning=nothing)


_VERBS: dict[str, Verb] = {
    "control.next": _next,
    "answer.yes": _yes,
    "answer.no": _no,
    "answer.number": _stray,
    "answer.choice": _stray,
    "answer.ordinal": _stray,
    "answer.time": _stray,
    "reminder.skip": _left_out,
    "control.more": _in_full,
    "control.previous": _back,
    "control.repeat": _repeat,
    "control.pause": routine_pace.pause,
    "control.resume": _resume,
    "control.slower": routine_pace.slower,
    "control.faster": routine_pace.faster,
    "control.stop": routine_pace.stop,
    "control.hurts": routine_pace.hurts,
    "control.cancel_all": routine_pace.cancel_all,
    "control.why": _why,
    "control.help": _help,
    "timer.query": _left,
    "unknown": _unknown,
}
