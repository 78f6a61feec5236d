"""From the alarm in the middle of the night into the sleep break, for somebody half asleep."""

from __future__ import annotations

from voice_skill.core import routine_answers, routine_walk
from voice_skill.core.alarm_ring import BREAK, SLEEP_BREAK
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved

OPEN_S = 60.0
"""Who was woken needs a while to answer."""


def fits(knowledge: Knowledge, question: Question, meaning: Meaning) -> bool:
    """Whether these words answer "shall I talk you through it?"; "heat" is a yes, too."""
    if question.about != BREAK:
        return False
    return meaning.intent in ("answer.yes", "answer.no") or _chosen(knowledge, meaning) is not None


def answered(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """Into its first step, and past its first question where that is answered already."""
    routine = knowledge.routines.get(SLEEP_BREAK)
    if meaning.intent == "answer.no" or routine is None:
        return Outcome(state, knowledge.replies.text("alarm_no_break"))
    begun = routine_walk.begin(knowledge, state, routine, now)
    order = resolved(meaning, "routine.start", {"id": SLEEP_BREAK})
    asked = routine_walk.question(knowledge, begun.state.routine) if begun.state.routine else None
    if asked is None or _chosen(knowledge, meaning) is None:
        return Outcome(begun.state, begun.say, begun.sources, meaning=order)
    return routine_answers.choice(knowledge, begun.state, asked, meaning, now) or begun


def _chosen(knowledge: Knowledge, meaning: Meaning) -> str | None:
    routine = knowledge.routines.get(SLEEP_BREAK)
    options = routine.nodes[0].ways if routine else {}
    return routine_answers.picked(list(options), meaning)
