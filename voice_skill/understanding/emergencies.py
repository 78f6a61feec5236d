"""Signs of an emergency anywhere in what was said; they outrank everything else.

A sign counts where a template stands in the words, unless it is denied just before ("no fever")
or something in the sentence makes it harmless ("when I was nine").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from voice_skill.understanding.expressions import Expression, Grammar
from voice_skill.understanding.language import Language
from voice_skill.understanding.matching import Matcher

_DENIAL_REACHES = 4
"""Words: how far a "no" or "not" reaches forward."""


@dataclass(frozen=True)
class Sign:
    """An emergency that was heard, and whether it is beyond doubt."""

    id: str
    certain: bool


@dataclass(frozen=True)
class _Template:
    sign: str
    expression: Expression
    required: tuple[tuple[str, ...], ...]
    """One of each group must be in the text, or the template cannot match."""


class RedFlags:
    """All emergency templates of one language."""

    def __init__(self, language: Language, grammar: Grammar) -> None:
        self._language = language
        self._grammar = grammar
        self._denials = frozenset(language.lists.get("denial", ()))
        self._clause_starts = frozenset(language.lists.get("clause_start", ()))

    def find(self, words: Sequence[str]) -> Sign | None:
        """The first certain sign, else the first doubtful one, in the order of the content."""
        text = " ".join(words)
        matcher = Matcher(self._grammar, words, frozenset())
        harmless: dict[str, bool] = {}
        for certain, templates in ((True, self._certain), (False, self._doubtful)):
            for template in templates:
                if not self._stands(matcher, text, template):
                    continue
                if template.sign not in harmless:
                    harmless[template.sign] = self._is_harmless(matcher, text, template.sign)
                if not harmless[template.sign]:
                    return Sign(template.sign, certain)
        return None

    def _is_harmless(self, matcher: Matcher, text: str, sign: str) -> bool:
        return any(
            template.sign == sign
            and _possible(text, template)
            and any(True for _ in matcher.anywhere(template.expression))
            for template in self._harmless
        )

    def _stands(self, matcher: Matcher, text: str, template: _Template) -> bool:
        if not _possible(text, template):
            return False
        return any(
            not self._is_denied(text[:start].split())
            for start, _ in matcher.anywhere(template.expression)
        )

    def _is_denied(self, before: Sequence[str]) -> bool:
        for word in before[: -_DENIAL_REACHES - 1 : -1]:
            if word in self._denials:
                return True
            if word in self._clause_starts:
                return False
        return False

    @cached_property
    def _certain(self) -> list[_Template]:
        flags = self._language.red_flags.items()
        return [self._parsed(sign, text) for sign, texts in flags for text in texts]

    @cached_property
    def _doubtful(self) -> list[_Template]:
        return self._others("certain")

    @cached_property
    def _harmless(self) -> list[_Template]:
        return self._others("harmless")

    def _others(self, slot: str) -> list[_Template]:
        return [
            self._parsed(str(template.slots["red_flag"]), text)
            for template in self._language.templates
            if template.intent == "emergency" and slot in template.slots
            for text in template.sentences
        ]

    def _parsed(self, sign: str, text: str) -> _Template:
        expression = self._grammar.parse(text)
        required = sorted(self._grammar.required(expression), key=len)
        return _Template(sign, expression, tuple(tuple(sorted(group)) for group in required))


def _possible(text: str, template: _Template) -> bool:
    return all(any(word in text for word in group) for group in template.required)
