"""Whole sentences: which template an utterance is, if any, and with which slots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from voice_skill.understanding.expressions import Expression, Grammar
from voice_skill.understanding.language import IntentTemplates, Language
from voice_skill.understanding.matching import Captures, Matcher
from voice_skill.understanding.normalise import Normaliser

LONGEST_SENTENCE = 40
"""Words; nothing longer is a command, and looking for one would take time."""

_REMEMBERED = 256
"""Parts of one sentence: they come again in every reading of its numbers and in every repair."""

PLACEHOLDERS = ("duration", "more", "time", "number")
FREE_LISTS = ("name", "what", "gap")
"""Slots that hold any words; they keep these names, since what they hold makes a match unsure."""

_TOKEN = re.compile(r"<[^>]*>|\{[^}]*\}|[a-z']+")
_GLUED = re.compile(r"[a-z'][\[(<{]|[\])>}][a-z']")


@dataclass(frozen=True)
class Match:
    """A template that is the whole utterance."""

    template: IntentTemplates
    captures: Captures
    free_words: int
    """Words that were taken as a name or a reminder: fewer is surer."""


@dataclass(frozen=True)
class _Sentence:
    template: IntentTemplates
    text: str


class TemplateIndex:
    """All whole-sentence templates; a bit for each says which words it knows."""

    def __init__(self, language: Language, normaliser: Normaliser, grammar: Grammar) -> None:
        self._grammar = grammar
        self._normaliser = normaliser
        self._language = language
        self._sentences = [
            _Sentence(template, text)
            for template in language.templates
            if template.intent != "emergency"
            for text in template.sentences
        ]
        self._parsed: dict[int, tuple[Expression, list[frozenset[str]]]] = {}
        self._rule_words: dict[str, frozenset[str]] = {}
        self._with_word: dict[str, int] = {}
        self._open = 0
        self._closed = language.hard_words | frozenset(language.lists.get("never_in_a_name", ()))
        for index, sentence in enumerate(self._sentences):
            self._enter(index, sentence.text)
        self._remembered = lru_cache(_REMEMBERED)(self._match)

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that a template knows, those of emergencies included."""
        flags = self._language.red_flags.values()
        signs = (self.words_of(text) for texts in flags for text in texts)
        return frozenset(self._with_word).union(*signs)

    def match(self, words: Sequence[str], free: bool = True) -> Match | None:
        """The surest template that is the whole utterance; the first written among equals.

        Without `free`, templates that take any words as a name are left out.
        """
        if not words or len(words) > LONGEST_SENTENCE:
            return None
        return self._remembered(tuple(words), free)

    def _match(self, words: tuple[str, ...], free: bool) -> Match | None:
        open_templates = self._open if free else 0
        candidates = -1
        for word in words:
            candidates &= self._with_word.get(word, 0) | open_templates
            if not candidates:
                return None
        text = " ".join(words)
        matcher = Matcher(self._grammar, words, self._closed)
        best: Match | None = None
        for index in _bits(candidates if free else candidates & ~self._open):
            expression, required = self._parse(index)
            if not all(any(word in text for word in group) for group in required):
                continue
            for captures in matcher.whole(expression):
                count = _free_words(captures)
                if best is None or count < best.free_words:
                    best = Match(self._sentences[index].template, captures, count)
        return best

    def _parse(self, index: int) -> tuple[Expression, list[frozenset[str]]]:
        """The template, and groups of words of which it needs one each."""
        if index not in self._parsed:
            expression = self._grammar.parse(self._sentences[index].text)
            required = sorted(self._grammar.required(expression), key=len)
            self._parsed[index] = (expression, required)
        return self._parsed[index]

    def _enter(self, index: int, text: str) -> None:
        bit = 1 << index
        words = self.words_of(text)
        if "*" in words:
            self._open |= bit
        for word in words:
            self._with_word[word] = self._with_word.get(word, 0) | bit

    def words_of(self, text: str) -> frozenset[str]:
        """Every word that the template can hold; "*" where it can hold any."""
        words: set[str] = {"*"} if _GLUED.search(text) else set()
        for token in _TOKEN.findall(text):
            if token[0] == "<":
                words |= self._words_of_rule(token[1:-1])
            elif token[0] == "{":
                words.update(self._words_of_list(token[1:-1].split(":")[0]))
            else:
                words.update(self._normaliser.template(token).split())
        return frozenset(words)

    def _words_of_rule(self, name: str) -> frozenset[str]:
        if name not in self._rule_words:
            self._rule_words[name] = self.words_of(self._language.rules[name])
        return self._rule_words[name]

    def _words_of_list(self, name: str) -> Iterable[str]:
        if name in PLACEHOLDERS:
            return [f"{name}slot{letter}" for letter in "abc"]
        if name in FREE_LISTS:
            return ["*"]
        spoken = self._language.lists[name]
        return [word for said in spoken for word in self._normaliser.template(said).split()]


def _bits(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _free_words(captures: Captures) -> int:
    return sum(len(value.split()) for slot, value in captures if slot in FREE_LISTS)
