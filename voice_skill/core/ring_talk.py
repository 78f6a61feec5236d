"""Ending a ring: at once for most timers, after "is it off?" for ice and heat."""

from __future__ import annotations

from dataclasses import replace

from voice_skill.core.effects import Effect, Ring, Silence
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.state import Outcome, Question, State
from voice_skill.core.timer_words import done
from voice_skill.core.timers import APPLICATIONS, Timer

RING_AGAIN_S = 60.0
"""Ice or heat rings again after this, unless somebody says that it is off."""


def acknowledge(
    knowledge: Knowledge, state: State, ringing: tuple[Timer, ...], now: Now
) -> Outcome:
    """Somebody heard the ring of these timers; what lies on the skin is asked about once."""
    replies = knowledge.replies
    on_skin = [timer for timer in ringing if timer.kind in APPLICATIONS]
    asked = all(timer.quiet_until_s is not None for timer in on_skin)
    book = state.book.remove({timer.id for timer in ringing if timer not in on_skin or asked})
    if asked:
        return Outcome(replace(state, book=book), replies.text("stopped"), before=(Silence(),))
    for timer in on_skin:
        book = book.put(replace(timer, quiet_until_s=now.monotonic_s + RING_AGAIN_S))
    question = Question("yes_no", "off", {"ids": [timer.id for timer in on_skin]})
    after = replace(state, book=book)
    return Outcome(after, replies.text("ask_off"), question=question, before=(Silence(),))


def ring(knowledge: Knowledge, state: State) -> Ring:
    """The ring of everything that is over and may sound now."""
    loud = state.book.loud()
    return Ring(done(loud, knowledge.replies), tuple(timer.id for timer in loud))


def follow(
    knowledge: Knowledge, before: State, after: State, effects: tuple[Effect, ...]
) -> tuple[Effect, ...]:
    """Keep the loudspeaker in step: a timer that rings no more is not heard any more."""
    was, rings = before.book.loud(), after.book.loud()
    gone = {timer.id for timer in was} - {timer.id for timer in rings}
    if not gone or after.calling:
        return effects
    if not any(isinstance(effect, Silence) for effect in effects):
        effects = (Silence(), *effects)
    return (*effects, ring(knowledge, after)) if rings else effects
