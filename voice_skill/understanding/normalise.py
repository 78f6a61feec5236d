"""From any text to the plain words that templates are written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import product

from voice_skill.core.speech_numbers import number_to_words
from voice_skill.understanding.language import Language

MOST_WORDS = 500
"""What comes after these is not looked at: nobody says more in one breath."""
_MOST_CHARACTERS = 20_000

_MOST_SPELLED_DIGITS = 4
_LONGEST_PHRASE = 6
_TRIMMED_SINGLY = 5
_ENDINGS = {"'ll": "will", "'ve": "have", "'re": "are", "n't": "not", "'d": "would", "'s": ""}
_HESITATIONS = frozenset(("um", "uh", "er", "erm", "ah", "hm", "hmm", "eh", "ugh"))
_FRACTIONS = {"\u00bd": "a half", "\u00bc": "a quarter", "\u00be": "three quarters"}
_FRACTION = re.compile(r"([0-9])?\s*([\u00bc-\u00be])")
_APOSTROPHES = str.maketrans({mark: "'" for mark in "\u2019\u2018\u02bc\u00b4`\uff07"})
_TOKEN = re.compile(
    r"(?<![\w.])[-\u2212](?=[0-9])|[0-9][0-9a-z]*(?:[.,:\u2013-][0-9][0-9a-z]*)*|[^\W\d_]+(?:'[^\W\d_]+)*"
)
_TEMPLATE_PART = re.compile(r"<[^>]*>|\{[^}]*\}|[a-z']+")


class Phrases:
    """Finds the longest of many phrases at a place in a list of words."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for phrase, value in phrases.items():
            words = tuple(phrase.split())
            if words:
                self._by_first.setdefault(words[0], []).append((words, tuple(value.split())))
        for found in self._by_first.values():
            found.sort(key=lambda pair: -len(pair[0]))

    def replace(self, words: Sequence[str]) -> list[str]:
        """The words with every phrase replaced, from left to right, never twice."""
        done: list[str] = []
        index = 0
        while index < len(words):
            for phrase, value in self._by_first.get(words[index], ()):
                if tuple(words[index : index + len(phrase)]) == phrase:
                    done += value
                    index += len(phrase)
                    break
            else:
                done.append(words[index])
                index += 1
        return done

    def trim(self, words: Sequence[str]) -> list[str]:
        """The words without the phrases at both ends."""
        starts, ends = self._edges(words)
        return list(words[starts[-1] : ends[-1]])

    def trimmings(self, words: Sequence[str]) -> list[list[str]]:
        """Without one or more of the phrases at the ends, the first words kept the longest."""
        # One by one only so far: nobody begins with five of them, and a fuzzer would with fifty.
        few = (dict.fromkeys((*edges[:_TRIMMED_SINGLY], edges[-1])) for edges in self._edges(words))
        spans = list(product(*few))[1:]
        return [list(words[start:end]) for start, end in spans if start < end]

    def _edges(self, words: Sequence[str]) -> tuple[list[int], list[int]]:
        """Where the words may begin and where they may end, from the outside inwards."""
        starts, ends = [0], [len(words)]
        while length := self._longest(words, starts[-1], len(words)):
            starts.append(starts[-1] + length)
        while length := self._longest_before(words, 0, ends[-1]):
            ends.append(ends[-1] - length)
        return starts, ends

    def _longest(self, words: Sequence[str], start: int, end: int) -> int:
        first = words[start] if start < end else ""
        for phrase, _ in self._by_first.get(first, ()):
            if tuple(words[start : min(start + len(phrase), end)]) == phrase:
                return len(phrase)
        return 0

    def _longest_before(self, words: Sequence[str], start: int, end: int) -> int:
        for place in range(max(start, end - _LONGEST_PHRASE), end):
            if self._longest(words, place, end) == end - place:
                return end - place
        return 0


class Normaliser:
    """The words of an utterance as the templates know them."""

    def __init__(self, language: Language) -> None:
        self._replacements = Phrases(language.replacements)
        self._single = {
            word: value for word, value in language.replacements.items() if " " not in word
        }
        self._hard = language.hard_words
        self._fillers = Phrases({filler: "" for filler in language.fillers})
        self._courtesies = Phrases({courtesy: "" for courtesy in language.courtesies})

    def words(self, text: str) -> list[str]:
        """At most 500 words: lower case, one spelling, contractions and brands written out."""
        replaced = self._replacements.replace(split(text))
        parts = [part for word in replaced for part in _parts(word)]
        return self._replacements.replace(parts)[:MOST_WORDS]

    def unstuttered(self, words: Sequence[str]) -> list[str]:
        """Without hesitations and without stuttered words; numbers stay as they were said."""
        kept: list[str] = []
        for word in words:
            stuttered = bool(kept) and word == kept[-1] and word not in self._hard
            if word not in _HESITATIONS and not stuttered:
                kept.append(word)
        return kept

    def without_fillers(self, words: Sequence[str]) -> list[str]:
        """Without "um", "please", "could you" and their like, and without stuttered words."""
        kept: list[str] = []
        for word in self._fillers.replace(words):
            if not kept or word != kept[-1] or word in self._hard:
                kept.append(word)
        return kept

    def trimmings(self, words: Sequence[str]) -> list[list[str]]:
        """Without some of the fillers at both ends: templates may begin or end with others."""
        return self._fillers.trimmings(words)

    def without_courtesies(self, words: Sequence[str]) -> list[str]:
        """Without "um" before and "please" or "thank you" after it."""
        return self._courtesies.trim(words)

    def template(self, template: str) -> str:
        """A template with the same replacements, so that both sides agree."""
        return _TEMPLATE_PART.sub(self._template_part, template)

    def _template_part(self, found: re.Match[str]) -> str:
        part = found[0]
        if part[0] in "<{":
            return part
        return self._single.get(part) or " ".join(_parts(part))


def spelled(words: Sequence[str]) -> list[str]:
    """With whole numbers of up to four digits in words: "39" is "thirty nine"."""
    done: list[str] = []
    for word in words:
        short = word.isdecimal() and len(word) <= _MOST_SPELLED_DIGITS
        done += number_to_words(int(word)).split() if short else [word]
    return done


def split(text: str) -> list[str]:
    """The words of any text, in lower case; digits keep the marks inside them."""
    plain = unicodedata.normalize("NFKC", _plain_digits(text[:_MOST_CHARACTERS]))
    plain = plain.translate(_APOSTROPHES).lower()
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        if words and words[-1] in ("-", "\u2212"):
            words[-1] = "-" + token
        else:
            words.append(token)
    return words


def _plain_digits(text: str) -> str:
    """Every digit as 0 to 9; raised, circled and other decorated digits are dropped, not joined."""
    if text.isascii():
        return text
    text = _FRACTION.sub(_spoken_fraction, text)
    return "".join(_plain_digit(character) for character in text)


def _spoken_fraction(found: re.Match[str]) -> str:
    whole, part = found[1], _FRACTIONS[found[2]]
    return f"{whole} and {part} " if whole else f" {part.removeprefix('a ')} "


def _plain_digit(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return " " if category in ("No", "Cf", "Cc") else character


def _parts(word: str) -> list[str]:
    """ "nothing'll" is "nothing will", "needn't" is "need not", "tomorrow's" is "tomorrow"."""
    if "'" not in word:
        return [word]
    for ending, spelled_out in _ENDINGS.items():
        if word.endswith(ending) and word != ending:
            return [word[: -len(ending)], *spelled_out.split()]
    return [word.strip("'")] if word.strip("'") else []
