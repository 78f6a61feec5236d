"""Orders that fit no template: "pizza's in, give us twelve minutes".

The meaning model proposes what was ordered; the words decide whether it may be that. A class
whose words are not there is struck out, and what is left must still be clear. Where the model is
all but sure, and no word speaks against it, the order is not done but asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voice_skill.understanding.denial import Denials
from voice_skill.understanding.expressions import Expression, Grammar
from voice_skill.understanding.language import FreeOrder, Language
from voice_skill.understanding.matching import Matcher
from voice_skill.understanding.normalise import Normaliser
from voice_skill.understanding.pointing import Mark, Pointing
from voice_skill.understanding.slots import Reading, read_as_lengths, read_as_times

_LOOKED_AT_FROM = 0.05
"""A class less likely than this is not looked at."""
_CLEAR_FROM = 0.6
_HARMLESS_CLEAR_FROM = 0.5
"""The share of what the words allow that one order must have; less where a mistake does no harm."""
_DENIAL_REACHES = 3
"""Words: "do not start a timer", but not "no rush, start a timer"."""
_MAY_FORBID = ("timer.cancel", "alarm.cancel", "control.stop", "control.undo")
"""What "do not time it any more" may order; everything else is forbidden by a "do not"."""
_ALL_AWAY = ("control.cancel_all", "timer.cancel")
"""Two classes for one thing, where all timers are meant."""
_LENGTHS_FIRST = ("timer.", "control.", "routine.")
"""A number in these is a length; in the others it may be an hour of the day."""
_LONG_WORD = 3
_SAID = re.compile(r"[a-z]+('[a-z]+)*'?|[0-9]+")
LONGEST_ORDER = 60
"""Words; nobody orders anything in more."""


@dataclass(frozen=True)
class Ordered:
    """What was ordered, and the reading of the sentence whose numbers it goes by."""

    order: FreeOrder
    reading: Reading
    confidence: float
    pointing: Pointing
    certain: bool = True
    """Whether its words are there; what is not certain is asked about."""


@dataclass(frozen=True)
class _Words:
    """The templates of one order, parsed."""

    needs: tuple[Expression, ...]
    unless: tuple[Expression, ...]
    pointed_unless: tuple[Expression, ...]
    asked_unless: tuple[Expression, ...]


class FreeOrders:
    """All orders of one content folder that may be said freely."""

    def __init__(self, language: Language, normaliser: Normaliser, grammar: Grammar) -> None:
        self._grammar = grammar
        self._normaliser = normaliser
        self._denials = Denials(language)
        self._orders = {order.label: order for order in language.free_orders}
        self._parsed: dict[str, _Words] = {}

    def find(
        self, words: Sequence[str], scores: Mapping[str, float], mark: Mark | None = None
    ) -> Ordered | None:
        """The order that the words allow and the scores favour; None where it is not clear.

        words: normalised. scores: class of the meaning model to probability. mark: how the model
        points at values and names; None where it does not.
        """
        if len(words) > LONGEST_ORDER:
            return None
        words = self._normaliser.unstuttered(words)
        struck_out = 0.0
        found: Ordered | None = None
        for label in sorted(scores, key=scores.__getitem__, reverse=True):
            if scores[label] < _LOOKED_AT_FROM:
                break
            if label in self._orders:
                allowed = self.allowed(self._orders[label], words, scores[label], mark)
                struck_out += 0.0 if allowed else scores[label]
                found = found or allowed
        if found is None:
            return None
        share = (found.confidence + self._as_meant(found, words, scores)) / (1 - struck_out)
        clear_from = _CLEAR_FROM if found.order.sure_from is None else _HARMLESS_CLEAR_FROM
        return replace(found, confidence=share) if share >= clear_from else None

    def _as_meant(self, found: Ordered, words: Sequence[str], scores: Mapping[str, float]) -> float:
        """What the other class for taking all timers away has, where both are allowed."""
        if found.order.label not in _ALL_AWAY:
            return 0.0
        (other,) = set(_ALL_AWAY) - {found.order.label}
        likely = scores.get(other, 0.0)
        all_said = other in self._orders and self.allowed(self._orders[_ALL_AWAY[0]], words, likely)
        return likely if all_said else 0.0

    def allowed(
        self, order: FreeOrder, words: Sequence[str], confidence: float, mark: Mark | None = None
    ) -> Ordered | None:
        """The order, where the words allow it."""
        if order.intent not in _MAY_FORBID and self._denials.forbids(words):
            return None
        parsed = self._parse(order)
        for reading in _readings(order, words):
            matcher = Matcher(self._grammar, reading.words, frozenset())
            if any(self._speaks_against(matcher, veto) for veto in parsed.unless):
                return None
            pointing = Pointing(mark, reading)
            sure = _reaches(confidence, order.sure_from)
            if (
                sure
                or all(self._stands(matcher, reading, need) for need in parsed.needs)
                or (_reaches(confidence, order.pointed_from) and _points(pointing, matcher, parsed))
            ):
                return Ordered(order, reading, confidence, pointing)
            if _reaches(confidence, order.asked_from) and self._may_ask(matcher, reading, parsed):
                return Ordered(order, reading, confidence, pointing, certain=False)
        return None

    def _may_ask(self, matcher: Matcher, reading: Reading, parsed: _Words) -> bool:
        """Whether no word gives another order, and none of its own is taken back."""
        if any(_is_there(matcher, veto) for veto in parsed.asked_unless):
            return False
        return not any(
            _is_there(matcher, need) and not self._stands(matcher, reading, need)
            for need in parsed.needs
        )

    def _speaks_against(self, matcher: Matcher, veto: Expression) -> bool:
        """Whether a veto stands in the words: not in "not cancel, just pause it"."""
        return any(
            not f" {matcher.text[:start]}".endswith(" not ") for start, _ in matcher.anywhere(veto)
        )

    def _stands(self, matcher: Matcher, reading: Reading, need: Expression) -> bool:
        text = " ".join(reading.words)
        return any(
            not self._denials.reach(_without_no(text[:start]), _DENIAL_REACHES)
            for start, _ in matcher.anywhere(need)
        )

    def _parse(self, order: FreeOrder) -> _Words:
        if order.label not in self._parsed:
            parse = self._grammar.parse
            self._parsed[order.label] = _Words(
                tuple(parse(text) for text in order.needs),
                tuple(parse(text) for text in order.unless),
                tuple(parse(text) for text in order.pointed_unless),
                tuple(parse(text) for text in order.asked_unless),
            )
        return self._parsed[order.label]


def _reaches(confidence: float, threshold: float | None) -> bool:
    return threshold is not None and confidence >= threshold


def _points(pointing: Pointing, matcher: Matcher, parsed: _Words) -> bool:
    """Whether a value is pointed at, and nothing in the words speaks against the order."""
    if any(_is_there(matcher, veto) for veto in parsed.pointed_unless):
        return False
    return _is_said(pointing.beside()) and pointing.points()


def _is_said(words: Sequence[str]) -> bool:
    """Whether somebody may have said this: words, and more of them than a slip of the keys has."""
    long = [word for word in words if len(word) >= _LONG_WORD]
    return len(long) > 1 and all(_SAID.fullmatch(word) for word in words)


def _is_there(matcher: Matcher, expression: Expression) -> bool:
    return any(True for _ in matcher.anywhere(expression))


def _readings(order: FreeOrder, words: Sequence[str]) -> Iterator[Reading]:
    if order.intent.startswith(_LENGTHS_FIRST):
        found = [read_as_lengths(words)]
    else:
        # A new alarm goes by what is surely a time; elsewhere the reading that finds one is first.
        strict, loose = read_as_times(words, False), read_as_times(words, True)
        sure = order.intent == "alarm.start" and not _has_more_times(loose, strict)
        found = [strict, loose] if sure else [loose, strict]
    yield from (reading for reading in found if reading)


def _has_more_times(loose: Reading | None, strict: Reading | None) -> bool:
    """ "Court at nine, alarm six twenty five": which of them is meant is for the words to say."""
    return bool(loose and strict and strict.values and len(loose.values) > len(strict.values))


def _without_no(before: str) -> list[str]:
    """ "No, undo that": a "no" of its own denies what came earlier, not what follows."""
    return [word for word in before.split() if word != "no"]
