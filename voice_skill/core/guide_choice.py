"""Two things that it may be: asked back where it is in between, named where it is neither."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from voice_skill.core import guide_talk, skin_talk
from voice_skill.core.events import Now
from voice_skill.core.guide import Unit
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.state import Outcome, Question, State, resolved, unclear

CHOICE = "guide.choice"
"""What a question between units of the guide is about."""

OPEN_S = 20.0
"""Two titles take long to say, and a late answer only gets words."""

FORGIVEN_S = 120.0
"""After this quiet, what was not understood before is forgotten."""
_HINTS = 1
_REPLIES = 2
"""How many in a row get a hint, and how many get any words."""

_MOST_WORDS = 30
_MOST_SENTENCES = 2
_SAFETY = frozenset(("off", "awake"))
_SKIN = frozenset(("on_skin", "awake"))
_WORDED = frozenset(("unknown", "guide.between", "guide.follow", "answer.choice"))
"""Readings of a few words that a title in the question may explain better."""
_SMALL_WORDS = frozenset(
    "a an and about do does for from how i in is it me mean meant my no not of on one or please"
    " tell that the then this to was what which with yes".split()
)
_SURE_SHARE = 0.5
"""At least so many of the words that count are in the title."""


def offer(units: Iterable[Unit], slots: Mapping[str, Any] | None = None) -> Question:
    """The open question which of these it is; `slots` hold the aspect, if one was asked for."""
    return Question("which", CHOICE, {**(slots or {}), "units": [unit.id for unit in units]})


def between(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Two questions are as likely: ask which."""
    known = knowledge.guide.units()
    units = [known[name] for name in meaning.slots["units"] if name in known][:2]
    if len(units) < 2:
        return unknown(knowledge, state, meaning, now)
    first, second = units
    said = knowledge.replies.text("between", first=first.title, second=second.title)
    sources = tuple(dict.fromkeys(unit.source for unit in units))
    return Outcome(state, said, sources, offer(units))


def unknown(knowledge: Knowledge, state: State, meaning: Meaning, now: Now) -> Outcome:
    """Not in the guide: with the two nearest things the first time, then in short, then silent."""
    replies = knowledge.replies
    count = state.not_understood + 1
    until_s = now.monotonic_s + FORGIVEN_S
    after = replace(state, not_understood=count, not_understood_until_s=until_s)
    nothing = unclear(meaning)
    if state.book.loud():
        return Outcome(after, replies.text("say_stop"), meaning=nothing)
    asked = state.question
    if asked and asked.about in _SAFETY:
        said = _asked_again(knowledge, after, asked) if count <= _REPLIES else ""
        return Outcome(after, said, question=asked, meaning=nothing)
    if count > _REPLIES:
        return Outcome(after, "", meaning=nothing)
    if count > _HINTS:
        return Outcome(after, replies.text("not_in_guide"), meaning=nothing)
    found = (knowledge.guide.titled(other.title) for other in meaning.alternatives)
    near = [unit for unit in found if unit is not None][:2]
    if len(near) < 2:
        return Outcome(after, replies.text("not_in_guide_hint"), meaning=nothing)
    said = replies.text("not_in_guide_near", first=near[0].title, second=near[1].title)
    return Outcome(after, said, question=offer(near), meaning=nothing)


def _asked_again(knowledge: Knowledge, state: State, asked: Question) -> str:
    """A question on which skin depends stays open, whatever else is heard meanwhile."""
    if asked.about == "awake":
        return knowledge.replies.text("say_awake")
    return skin_talk.ask_off(knowledge, state, tuple(asked.slots["ids"])).say


def chosen(knowledge: Knowledge, question: Question, meaning: Meaning) -> tuple[Unit, ...] | None:
    """The units that these words choose, none for "neither"; None where they are something else."""
    units = tuple(knowledge.guide.unit(name) for name in question.slots["units"])
    slots = meaning.slots
    if not _SKIN.isdisjoint(slots):
        return None  # "it is off" is about the ice, whatever else was asked meanwhile
    if meaning.intent == "answer.no":
        return ()
    if meaning.intent == "answer.yes" or (meaning.intent == "answer.choice" and slots.get("all")):
        return units
    if meaning.intent in ("answer.ordinal", "answer.number"):
        return _at(units, slots.get("ordinal", slots.get("number")))
    if meaning.intent == "guide.answer" and slots.get("unit") not in question.slots["units"]:
        return _named(units, meaning, 1.0) if meaning.confidence < 1 else None
    if meaning.intent == "guide.answer":
        return tuple(unit for unit in units if unit.id == slots["unit"])
    if meaning.intent not in _WORDED:
        return None
    return _fitting(units, slots) or _named(units, meaning, _SURE_SHARE)


def accept(
    knowledge: Knowledge, state: State, question: Question, meaning: Meaning, now: Now
) -> Outcome:
    """Answer what was chosen; of several the first, and the others with "more"."""
    units = chosen(knowledge, question, meaning)
    if not units:
        return Outcome(state, knowledge.replies.text("all_right"))
    first, *others = units
    aspect = question.slots.get("aspect")
    told = guide_talk.tell(state, first, now, None, aspect, [unit.id for unit in others])
    told = replace(told, meaning=resolved(meaning, "guide.answer", {"unit": first.id}))
    if not others:
        return told
    said = f"{told.say} {knowledge.replies.text('more_for_other')}"
    fits = len(said.split()) <= _MOST_WORDS or len(re.findall(r"[.?!]", said)) <= _MOST_SENTENCES
    slots = {"aspect": aspect} if aspect else {}
    return replace(told, say=said if fits else told.say, question=offer(others, slots))


def _at(units: tuple[Unit, ...], ordinal: object) -> tuple[Unit, ...] | None:
    if len(units) == 1 or ordinal == -1:
        return units[-1:]
    if not isinstance(ordinal, int) or not 1 <= ordinal <= len(units):
        return None
    return units[ordinal - 1 : ordinal]


def _fitting(units: tuple[Unit, ...], slots: Mapping[str, Any]) -> tuple[Unit, ...] | None:
    """The one unit on the topic, or with the aspect, that was named."""
    topic, aspect = slots.get("topic") or slots.get("kind"), slots.get("aspect")
    found = tuple(
        unit
        for unit in units
        if (topic or aspect)
        and (topic is None or topic in unit.topics)
        and (aspect is None or aspect in unit.aspects)
    )
    return found if len(found) == 1 else None


def _named(units: tuple[Unit, ...], meaning: Meaning, share: float) -> tuple[Unit, ...] | None:
    """The one unit in whose title alone some of these words are."""
    said = _words(meaning.heard) - _SMALL_WORDS
    titles = {unit.id: _words(unit.title) for unit in units}
    found = []
    for unit in units:
        elsewhere = set().union(*(titles[name] for name in titles if name != unit.id))
        if said & (titles[unit.id] - elsewhere):
            found.append(unit)
    if len(found) != 1 or len(said & titles[found[0].id]) < share * len(said):
        return None
    return tuple(found)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))
