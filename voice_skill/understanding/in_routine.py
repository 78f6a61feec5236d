"""What words mean to somebody who is being talked through a routine: pain, done, wait, no more.

Lying in the dark people cry, groan and report rather than command. Out of a routine the same words
are questions to the guide, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from voice_skill.understanding.denial import Denials
from voice_skill.understanding.expressions import Expression, Grammar
from voice_skill.understanding.language import InRoutine, IntentTemplates, Language
from voice_skill.understanding.matching import Matcher
from voice_skill.understanding.normalise import Normaliser
from voice_skill.understanding.templates import TemplateIndex

_MOST_WORDS = 12
"""Who says more than this tells a story, or asks something."""
_DENIAL_REACHES = 3
_QUESTIONS = "question_start"


@dataclass(frozen=True)
class _Sign:
    written: InRoutine
    shown: tuple[Expression, ...]
    unless: tuple[Expression, ...]


class RoutineTalk:
    """All of in_routine.yaml."""

    def __init__(self, language: Language, normaliser: Normaliser, grammar: Grammar) -> None:
        self._language, self._normaliser, self._grammar = language, normaliser, grammar
        self._denials = Denials(language)
        self._questions = tuple(language.lists.get(_QUESTIONS, ()))

    def find(
        self, words: Sequence[str], whole: bool = False
    ) -> tuple[str, Mapping[str, Any]] | None:
        """The intent and its slots; None where these words are nothing special in a routine.

        With `whole`, only what is a whole sentence of ours counts.
        """
        if not words or len(words) > _MOST_WORDS:
            return None
        found: IntentTemplates | None = None if whole else self._sign(words)
        if found is None:
            bare = self._normaliser.without_fillers(words)
            match = self._sentences.match(words) or self._sentences.match(bare)
            found = match.template if match else None
        return (found.intent, found.slots) if found else None

    def _sign(self, words: Sequence[str]) -> InRoutine | None:
        text = " ".join(words)
        if any(f"{text} ".startswith(f"{asked} ") for asked in self._questions):
            return None
        matcher = Matcher(self._grammar, words, frozenset())
        for sign in self._signs:
            shown = any(
                not self._denials.reach(text[:start].split(), _DENIAL_REACHES)
                for expression in sign.shown
                for start, _ in matcher.anywhere(expression)
            )
            harmless = (any(matcher.anywhere(expression)) for expression in sign.unless)
            if shown and not any(harmless):
                return sign.written
        return None

    @cached_property
    def _sentences(self) -> TemplateIndex:
        whole = tuple(each for each in self._language.in_routine if not each.anywhere)
        language = replace(self._language, templates=whole)
        return TemplateIndex(language, self._normaliser, self._grammar)

    @cached_property
    def _signs(self) -> list[_Sign]:
        parse = self._grammar.parse
        return [
            _Sign(each, tuple(map(parse, each.sentences)), tuple(map(parse, each.unless)))
            for each in self._language.in_routine
            if each.anywhere
        ]
