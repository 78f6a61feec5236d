"""Baclofen and tizanidine make people sleep through what they feel on the skin."""

from __future__ import annotations

from voice_skill.core import awake, control_talk
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, State


def log(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Note a sedative that was taken; ice and heat are watched more closely after it."""
    medicine = str(meaning.slots.get("medicine", ""))
    if medicine not in awake.SEDATIVES:
        return control_talk.not_yet(knowledge, state, meaning, now)
    on_skin = bool(state.ledger.on_skin())
    after = awake.took_sedative(state, medicine, now)
    key = "sedative_on_skin" if on_skin else "sedative_noted"
    return Outcome(after, knowledge.replies.text(key, medicine=medicine))
