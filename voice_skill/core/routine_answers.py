"""The answers that a routine asks for: yes or no, one of a few words, and how it went.

People seldom answer with a bare yes: "quite sharp", "no, I can pee fine", "I don't know".
"""

from __future__ import annotations

import re
from dataclasses import replace

from voice_skill.core import ringing, routine_end, routine_walk
from voice_skill.core.events import Now
from voice_skill.core.knowledge import Knowledge
from voice_skill.core.meaning import Meaning
from voice_skill.core.routine_run import Run
from voice_skill.core.routines import UNSURE, Ask, Count
from voice_skill.core.state import Outcome, Question, State, resolved

FEELINGS = ("better", "same", "worse")
"""What is kept in the diary."""

_BY_INTENT = {"answer.yes": "yes", "answer.no": "no"}
_WORD = re.compile(r"[a-z']+")
_MOST_ANSWER_WORDS = 9
_SOFT = (
    *("unknown", "guide.", "diary.log", "answer.", "reminder.skip", "control.hurts"),
    *("timer.cancel", "control.undo"),
)
"""Readings that an answer to the question explains better."""


def _either(phrases: str) -> tuple[str, ...]:
    return tuple(phrases.split("|"))


_NOT = frozenset("not no nope nah never nor without none neither nothing cannot".split())
_UNSURE = _either(
    "not sure|no idea|not certain|unsure|no clue|maybe|perhaps|possibly|don't know|do not know|"
    "dont know|dunno|can't tell|cannot tell|can't say|cannot say|hard to say|hard to tell|depends|"
    "sometimes|sort of|kind of|either|you choose|you decide|whichever|whatever|don't mind"
)
_UNSURE_ALONE = _either("a bit|a little|a little bit|slightly|somewhat|so so|more or less")
_YES_WORDS = frozenset("yes yeah yep yup aye ya definitely certainly sure".split())
_YES_OPENINGS = _either("i think so|i do|it does|it is|there is|i have|i did|it did")
_QUESTION_WORDS = frozenset("what why how when where which who is are do does can should".split())
_LEAVING_OUT = frozenset("skip skipping without leave pass miss not no".split())
_AT_HAND = frozenset("have haven't got any want need today tonight pad bottle pack shower".split())
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


def asked(
    knowledge: Knowledge, state: State, run: Run, meaning: Meaning, now: Now
) -> Outcome | None:
    """On where the answer to a question of yes or no leads; None where it is no answer."""
    _, node, step = routine_walk.present(knowledge, run)
    said = _BY_INTENT.get(meaning.intent)
    if said is None and isinstance(step, Ask):
        said = leaning(step, meaning)
    if said is None or (said == UNSURE and UNSURE not in node.ways):
        return None
    answered = replace(run, answers=(*run.answers, (run.at, said)))
    state = replace(state, routine=answered)
    outcome = routine_walk.go(knowledge, state, node.ways[said], now)
    if outcome.state.emergency:
        # Found out by asking, and as certain as if it had been said.
        sign = resolved(meaning, "emergency", {"certain": True})
        return replace(outcome, meaning=replace(sign, red_flag=outcome.state.emergency))
    return replace(outcome, meaning=_as_answer(meaning, said))


def _as_answer(meaning: Meaning, said: str) -> Meaning:
    if said == UNSURE:
        return resolved(meaning, "answer.choice", {"option": UNSURE})
    return resolved(meaning, f"answer.{said}", {})


def leaning(step: Ask, meaning: Meaning) -> str | None:
    """ "yes", "no" or "unsure" in other words than these; None where it is none of them."""
    words = _words(meaning)
    if not meaning.intent.startswith(_SOFT) or len(words) > _MOST_ANSWER_WORDS or not words:
        return None
    if _is_unsure(words):
        return UNSURE
    if words[0] in _QUESTION_WORDS:
        return None
    denied = _denies(words)
    by_words = _by_words(step, set(words))
    if by_words:
        return {"yes": "no", "no": "yes"}[by_words] if denied else by_words
    opens = any(f"{' '.join(words)} ".startswith(f"{opening} ") for opening in _YES_OPENINGS)
    if words[0] in _YES_WORDS or opens:
        return None if denied else "yes"
    return "no" if denied else None


def _words(meaning: Meaning) -> list[str]:
    return _WORD.findall(meaning.heard.lower())


def _denies(words: list[str]) -> bool:
    return any(word in _NOT or word.endswith("n't") for word in words)


def _is_unsure(words: list[str]) -> bool:
    text = " ".join(words)
    return text in _UNSURE_ALONE or any(f" {phrase} " in f" {text} " for phrase in _UNSURE)


def leaves_out(step: Count, meaning: Meaning) -> bool:
    """Whether "next" was said as "skip it": then what was to be fetched is not timed."""
    return not _LEAVING_OUT.isdisjoint(_words(meaning)) or has_none(step, meaning)


def has_none(step: Count, meaning: Meaning) -> bool:
    """ "I have no ice", "not tonight"; "not yet" asks for time."""
    words = _words(meaning)
    soft = meaning.intent.startswith(_SOFT) and len(words) <= _MOST_ANSWER_WORDS
    about = not {step.kind, *_AT_HAND}.isdisjoint(words)
    return soft and _denies(words) and about and "yet" not in words


def _by_words(step: Ask, words: set[str]) -> str | None:
    """By the words that the question itself knows for its answers, if only one of them is named."""
    named = [
        answer
        for answer, known in (("yes", step.yes_words), ("no", step.no_words))
        if any(set(phrase.split()) <= words for phrase in known)
    ]
    return named[0] if len(named) == 1 else None


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
    if chosen is None and UNSURE in node.ways and _is_unsure(_words(meaning)):
        outcome = routine_walk.go(knowledge, state, node.ways[UNSURE], now)
        return replace(outcome, meaning=_as_answer(meaning, UNSURE))
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
    asked = state.question is not None and state.question.about == routine_end.FEELING
    said = _felt(meaning)
    if said:
        noted = routine_end.noted(state, now, said)
        answer = resolved(meaning, "answer.feeling", {"feeling": said})
        return Outcome(noted, knowledge.replies.text(f"routine_{said}"), meaning=answer)
    if asked and meaning.intent in _LEAVES and not ringing.rings(state):
        return Outcome(routine_end.noted(state, now), knowledge.replies.text("all_right"))
    return None


def _felt(meaning: Meaning) -> str | None:
    if meaning.slots.get("feeling") in FEELINGS:
        return str(meaning.slots["feeling"])
    words = re.findall(r"[a-z]+", meaning.heard.lower())
    if meaning.intent not in _BARE or len(words) > _MOST_WORDS or not _NOT.isdisjoint(words):
        return None
    named = [word for word in words if word in FEELINGS]
    return named[0] if len(named) == 1 else None
