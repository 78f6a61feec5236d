"""Which reading of somebody's words counts while a routine is on: as said to it, or to anybody.

A cry of pain counts at every step. Where the routine has asked something, the answer goes before.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core import ringing, routine_walk
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.routines import Ask, Choose
from voice_skill.core.skin_talk import ON_SKIN
from voice_skill.core.state import State

_HURTS = "control.hurts"
_COLD = "cold"
"""Too cold, too hot, numb: nothing where nothing lies on the skin."""
_TO_A_QUESTION = (_HURTS, "control.stop", "control.more", "control.why", "routine.query")
"""What may be said to a step that asks, besides its answer."""


def heard_as(knowledge: Knowledge, state: State, meaning: Meaning) -> Meaning:
    """These words as they are meant now."""
    within, run = meaning.in_routine, state.routine
    if within is None or state.emergency or state.calling or ringing.rings(state):
        return meaning
    how = within.slots.get("how")
    if how in ON_SKIN and state.ledger.on_skin():
        return within
    if run is None or how == _COLD:
        return meaning
    asked = state.question
    if asked and not asked.about.startswith("routine.") and within.intent != _HURTS:
        return meaning
    _, _, step = routine_walk.present(knowledge, run)
    asks = isinstance(step, Ask | Choose) and run.state == "running"
    if asks and within.intent not in _TO_A_QUESTION:
        return meaning
    if within.intent == "routine.start":
        return replace(within, slots={**within.slots, "id": run.id})
    return within
