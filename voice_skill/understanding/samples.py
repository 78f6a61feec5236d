"""Sentences that the templates can make, for a recogniser's language model and for ranking."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator

from voice_skill.understanding.expressions import (
    AllOf,
    AnyOf,
    Expression,
    Grammar,
    InAnyOrder,
    Literal,
    Rule,
    Slot,
)
from voice_skill.understanding.language import IntentTemplates, Language
from voice_skill.understanding.spoken_samples import spoken_clock_time, spoken_count, spoken_length

_POLITE_SHARE = 0.08
_OTHER_WORDING_SHARE = 0.3
_OPTIONAL_SHARE = 0.5
_NOT_SPOKEN = re.compile(r"[^a-z' ]+")
_NO_EXAMPLES = {"it": "it"}


class Sampler:
    """Makes one sentence of an expression; the same random numbers make the same sentences."""

    def __init__(self, language: Language, grammar: Grammar, chance: random.Random) -> None:
        self._language = language
        self._grammar = grammar
        self._chance = chance

    def sentence(self, expression: Expression) -> str:
        """One sentence, in words."""
        return " ".join(_NOT_SPOKEN.sub(" ", self._text(expression)).split())

    def _text(self, expression: Expression) -> str:
        if isinstance(expression, Literal):
            before = " " if expression.before else ""
            return before + expression.text + (" " if expression.after else "")
        if isinstance(expression, AllOf):
            return "".join(self._text(item) for item in expression.items)
        if isinstance(expression, AnyOf):
            return self._text(self._choice(expression.items))
        if isinstance(expression, InAnyOrder):
            items = self._chance.sample(expression.items, len(expression.items))
            return " ".join(self._text(item) for item in items)
        if isinstance(expression, Rule):
            return self._text(self._grammar.rule(expression.name))
        if isinstance(expression, Slot):
            return self._slot(expression.list_name)
        return " "

    def _choice(self, items: tuple[Expression, ...]) -> Expression:
        """An optional part is there in half of the sentences, however many forms it has."""
        *forms, last = items
        if last == AllOf(()) and forms:
            return self._chance.choice(forms) if self._chance.random() < _OPTIONAL_SHARE else last
        return self._chance.choice(items)

    def _slot(self, name: str) -> str:
        if name == "duration":
            return spoken_length(self._chance)
        if name == "more":
            return _more(spoken_length(self._chance), self._chance)
        if name == "time":
            return spoken_clock_time(self._chance)
        if name == "number":
            return spoken_count(self._chance)
        if name == "gap":
            return " "
        lists = self._language.lists
        found = lists[name] if name in lists else lists.get(f"{name}_examples", _NO_EXAMPLES)
        return self._chance.choice(sorted(found))


def sample_sentences(language: Language, limit: int = 20_000, seed: int = 0) -> list[str]:
    """About `limit` sentences as people would say them, in letters, apostrophes and spaces.

    Every template is there at least once, and the others are drawn by their weight, so that a
    model of these sentences knows what is said often.
    """
    chance = random.Random(seed)
    grammar = Grammar(language.rules, language.lists, _as_written)
    sampler = Sampler(language, grammar, chance)
    said = _Wording(language, chance)
    parsed = [(grammar.parse(text), weight) for text, weight in _weighted(language)]
    sentences = [sampler.sentence(expression) for expression, _ in parsed]
    missing = max(limit - len(sentences), 0)
    if parsed and missing:
        expressions, weights = zip(*parsed, strict=True)
        drawn = chance.choices(expressions, weights, k=missing)
        sentences += [said.varied(sampler.sentence(expression)) for expression in drawn]
    return [sentence for sentence in sentences if sentence]


def samples_of(
    language: Language, grammar: Grammar, template: str, count: int, seed: int = 0
) -> list[str]:
    """Up to `count` different sentences of one template, in the spelling of `grammar`."""
    sampler = Sampler(language, grammar, random.Random(seed))
    expression = grammar.parse(template)
    return list(dict.fromkeys(sampler.sentence(expression) for _ in range(count)))


def _more(length: str, chance: random.Random) -> str:
    """ "ten more minutes", "another ten minutes", "ten minutes more"."""
    number, _, unit = length.rpartition(" ")
    forms = [f"another {length}", f"{length} more", f"{length} longer"]
    return chance.choice([*forms, f"{number} more {unit}", f"{number} more {unit}"])


def _as_written(template: str) -> str:
    return template


def _weighted(language: Language) -> Iterator[tuple[str, float]]:
    """Every template with the weight of its intent, shared among the templates of the intent."""
    for template in _all_templates(language):
        for text in template.sentences:
            yield text, template.weight


def _all_templates(language: Language) -> Iterator[IntentTemplates]:
    yield from language.templates
    yield from language.in_routine
    for sentences in language.red_flags.values():
        yield IntentTemplates("emergency", sentences)


class _Wording:
    """Puts in what the normaliser takes out: brands, contractions and politeness."""

    def __init__(self, language: Language, chance: random.Random) -> None:
        self._chance = chance
        self._fillers = sorted(language.fillers)
        self._others: dict[str, list[str]] = defaultdict(list)
        for said, meant in language.replacements.items():
            if " " not in said:
                self._others[meant].append(said)
        longest_first = sorted(self._others, key=len, reverse=True)
        self._pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")

    def varied(self, sentence: str) -> str:
        """The sentence, at times in other words that mean the same."""
        if self._others:
            sentence = self._pattern.sub(self._other, sentence)
        if self._fillers and self._chance.random() < _POLITE_SHARE:
            filler = self._chance.choice(self._fillers)
            pair = [filler, sentence] if self._chance.random() < 0.5 else [sentence, filler]
            sentence = " ".join(pair)
        return _NOT_SPOKEN.sub(" ", sentence)

    def _other(self, found: re.Match[str]) -> str:
        if self._chance.random() >= _OTHER_WORDING_SHARE:
            return found[0]
        return self._chance.choice(self._others[found[0]])
