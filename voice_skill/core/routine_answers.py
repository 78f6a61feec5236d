"""The answers that a routine asks for: yes or no, one of a few words, and how it went."""

from __future__ import annotations

import re
from dataclasses import replace

from voice_skill.core import ringing, routine_walk
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_run import Run
from voice_skill.core.state import Outcome, Question, State, resolved

FEELINGS = ("better", "same", "worse")
"""What is kept in the diary."""

_NOT = frozenset(("not", "no", "never", "nor", "without"))
_BARE = frozenset(
    (
        *("answer.choice", "answer.ordinal", "answer.number", "unknown", "guide.between"),
        *("guide.follow", "timer.start", "routine.start", "alarm.start", "diary.log"),
        *("guide.answer", "answer.feeling"),
    )
)
"""Readings of a few words that an option in the question may explain better."""
_MOST_WORDS = 4
"""A longer sentence says something of its own."""
_LEAVES = frozenset(("answer.no", "control.stop", "control.next", "control.thanks"))


def way(
    knowledge: Knowledge, state: State, run: Run, said: str, meaning: Meaning, now: Now
) -> Outcome:
    """On where a yes or a no leads."""
    _, node, _ = routine_walk.present(knowledge, run)
    outcome = routine_walk.go(knowledge, state, node.ways[said], now)
    if outcome.state.emergency:
        # Found out by asking, and as certain as if it had been said.
        sign = resolved(meaning, "emergency", {"certain": True})
        return replace(outcome, meaning=replace(sign, red_flag=outcome.state.emergency))
    return outcome


def choice(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome | None:
    """On where the word leads that was chosen; neither of them leads past the choice."""
    run = state.routine
    if run is None:
        return None
    _, node, _ = routine_walk.present(knowledge, run)
    options = [str(option) for option in question.slots["options"]]
    if meaning.intent == "answer.no" and "no" not in options:
        return routine_walk.go(knowledge, state, node.to, now)
    chosen = picked(options, meaning)
    if chosen is None:
        return None
    outcome = routine_walk.go(knowledge, state, node.ways[chosen], now)
    return replace(outcome, meaning=resolved(meaning, "answer.choice", {"option": chosen}))


def picked(options: list[str], meaning: Meaning) -> str | None:
    """The one option that these words name, by itself or by its place."""
    slots = meaning.slots
    ordinal = slots.get("ordinal", slots.get("number"))
    if meaning.intent in ("answer.ordinal", "answer.number") and isinstance(ordinal, int | float):
        place = int(ordinal) - 1 if ordinal > 0 else len(options) + int(ordinal)
        return options[place] if 0 <= place < len(options) else None
    words = re.findall(r"[a-z]+", meaning.heard.lower())
    bare = meaning.intent in _BARE and len(words) <= _MOST_WORDS
    if not bare or not _NOT.isdisjoint(words) or "duration_s" in slots:
        return None
    named = [option for option in options if set(option.split()) <= set(words)]
    if not named:
        named = [option for option in options if option == slots.get("kind")]
    return named[0] if len(named) == 1 else None


def feeling(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome | None:
    """Better, the same or worse than before the routine; kept only on this device."""
    asked = state.question is not None and state.question.about == routine_walk.FEELING
    said = _felt(meaning)
    if said:
        noted = routine_walk.noted(state, now, said)
        answer = resolved(meaning, "answer.feeling", {"feeling": said})
        return Outcome(noted, knowledge.replies.text(f"routine_{said}"), meaning=answer)
    if asked and meaning.intent in _LEAVES and not ringing.rings(state):
        return Outcome(routine_walk.noted(state, now), knowledge.replies.text("all_right"))
    return None


def _felt(meaning: Meaning) -> str | None:
    if meaning.slots.get("feeling") in FEELINGS:
        return str(meaning.slots["feeling"])
    words = re.findall(r"[a-z]+", meaning.heard.lower())
    if meaning.intent not in _BARE or len(words) > _MOST_WORDS or not _NOT.isdisjoint(words):
        return None
    named = [word for word in words if word in FEELINGS]
    return named[0] if len(named) == 1 else None
