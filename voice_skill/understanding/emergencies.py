"""Signs of an emergency anywhere in what was said; they outrank everything else.

A sign counts where a template stands in the words, unless it is denied just before ("no fever")
or something in the sentence makes it harmless ("when I was nine").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from voice_skill.understanding.denial import Denials
from voice_skill.understanding.expressions import Expression, Grammar
from voice_skill.understanding.language import Language
from voice_skill.understanding.matching import Matcher

_DENIAL_REACHES = 4
"""Words: how far a "no" or "not" reaches forward."""
_CLASS = "redflag."

# Chosen on the development part of the phrase bank; see docs/benchmarks.md.
_CERTAIN_FROM = 0.95
"""A sign that only the meaning model sees is beyond doubt from this probability on."""
_ASKED_FROM = 0.25
"""Below that it is asked about, from this probability on."""
_AGREED_FROM = 0.1
"""A sign that the words show is beyond doubt where the model finds it at least this likely."""
_DROPPED_BELOW = 0.02
"""It is left alone where the model is this sure that it is none; in between it is asked about."""

_IN_SPITE_OF_A_DENIAL = 0.5
"""A "no" beside a sign that only the model sees may be lost or meant otherwise ("no feeling down
there"): from this probability on it is asked about."""


@dataclass(frozen=True)
class Sign:
    """An emergency that was heard, and whether it is beyond doubt."""

    id: str
    certain: bool
    misheard: bool = False
    """It may have been said with a "not" that was not heard: that is asked in any case."""


def weigh(
    found: Sign | None,
    predictions: Iterable[Mapping[str, float]],
    denies: Callable[[str], bool],
    only_asked: frozenset[str] = frozenset(),
) -> Sign | None:
    """What the words show and what the meaning model finds, as one sign or none.

    predictions: class to probability, one for each stretch of what was said; `denies`: whether
    the words deny a sign. What both see is certain; what only one sees is asked about, unless the
    other is sure. Of the signs in `only_asked` the model alone is never sure enough.
    """
    flags = [
        {label: score for label, score in scores.items() if label.startswith(_CLASS)}
        for scores in predictions
    ]
    total = max((sum(each.values()) for each in flags), default=0.0)
    best = max((pair for each in flags for pair in each.items()), key=lambda pair: pair[1])
    if found is None:
        seen = best[0].removeprefix(_CLASS)
        if denies(seen):
            return Sign(seen, False) if best[1] >= _IN_SPITE_OF_A_DENIAL else None
        sure = total >= _CERTAIN_FROM and seen not in only_asked
        return Sign(seen, sure) if best[1] >= _ASKED_FROM else None
    if found.misheard:
        return found
    if total < _DROPPED_BELOW:
        return None
    return Sign(found.id, found.certain and total >= _AGREED_FROM)


@dataclass(frozen=True)
class _Template:
    sign: str
    expression: Expression
    required: tuple[frozenset[str], ...]
    """One of each group must be in the text, or the template cannot match."""


class _Templates:
    """Templates of one sort, in the order of the content."""

    def __init__(self, templates: Iterable[_Template]) -> None:
        self._templates = tuple(templates)
        self._words = {
            word for each in self._templates for group in each.required for word in group
        }

    def __contains__(self, template: _Template) -> bool:
        return template in self._templates

    def possible(self, text: str) -> Iterator[_Template]:
        """Those that can stand in the text: most are ruled out by one look at its words."""
        there = {word for word in self._words if word in text}
        for template in self._templates:
            if not any(there.isdisjoint(group) for group in template.required):
                yield template


class RedFlags:
    """All emergency templates of one language."""

    def __init__(self, language: Language, grammar: Grammar) -> None:
        self._language = language
        self._grammar = grammar
        self._denials = Denials(language)

    def find(self, words: Sequence[str]) -> Sign | None:
        """The first certain sign, else the first doubtful one, in the order of the content."""
        text = " ".join(words)
        matcher = Matcher(self._grammar, words, frozenset())
        harmless: dict[str, bool] = {}
        for certain, templates in ((True, self._certain), (False, self._doubtful)):
            for template in templates.possible(text):
                if not self._stands(matcher, text, template):
                    continue
                if template.sign not in harmless:
                    harmless[template.sign] = self._is_harmless(matcher, text, template.sign)
                if not harmless[template.sign]:
                    return Sign(template.sign, certain, template in self._misheard)
        return None

    def _is_harmless(self, matcher: Matcher, text: str, sign: str) -> bool:
        return any(
            template.sign == sign and any(True for _ in matcher.anywhere(template.expression))
            for template in self._harmless.possible(text)
        )

    def denies(self, words: Sequence[str], sign: str) -> bool:
        """Whether this sign stands in the words, with a "no" before it wherever it does."""
        text = " ".join(words)
        matcher = Matcher(self._grammar, words, frozenset())
        places = [
            denied
            for template in self._certain.possible(text)
            if template.sign == sign
            for _, denied in self._places(matcher, text, template)
        ]
        return bool(places) and all(places)

    def _stands(self, matcher: Matcher, text: str, template: _Template) -> bool:
        return any(not denied for _, denied in self._places(matcher, text, template))

    def _places(self, matcher: Matcher, text: str, template: _Template) -> list[tuple[int, bool]]:
        """Where the template stands, and whether it is denied there."""
        return [
            (start, self._denials.reach(text[:start].split(), _DENIAL_REACHES))
            for start, _ in matcher.anywhere(template.expression)
        ]

    @cached_property
    def _certain(self) -> _Templates:
        flags = self._language.red_flags.items()
        return _Templates(self._parsed(sign, text) for sign, texts in flags for text in texts)

    @cached_property
    def _doubtful(self) -> _Templates:
        return self._others("certain")

    @cached_property
    def _misheard(self) -> _Templates:
        return self._others("misheard")

    @cached_property
    def _harmless(self) -> _Templates:
        return self._others("harmless")

    def _others(self, slot: str) -> _Templates:
        return _Templates(
            self._parsed(str(template.slots["red_flag"]), text)
            for template in self._language.templates
            if template.intent == "emergency" and slot in template.slots
            for text in template.sentences
        )

    def _parsed(self, sign: str, text: str) -> _Template:
        expression = self._grammar.parse(text)
        return _Template(sign, expression, tuple(self._grammar.required(expression)))
