"""One count with its unit: "fifteen more minutes", "half an hour", "ten or fifteen minutes"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from voice_skill.understanding.numbers import read_fraction, read_run
from voice_skill.understanding.pieces import Pieces, ends_phrase, word_set
from voice_skill.understanding.spans import Problem

_UNITS_S = {
    "century": 3_155_760_000.0,
    "decade": 315_576_000.0,
    "year": 31_557_600.0,
    "month": 2_629_800.0,
    "fortnight": 1_209_600.0,
    "week": 604_800.0,
    "day": 86_400.0,
    "hour": 3_600.0,
    "hr": 3_600.0,
    "minute": 60.0,
    "min": 60.0,
    "second": 1.0,
    "sec": 1.0,
}
_MORE_WORDS = frozenset(("extra", "additional", "further"))
_VAGUE_WORDS = frozenset(
    ("few", "several", "some", "dozens", "umpteen", "countless", "infinite", "infinity", "zillion")
)
_CORRECTIONS = (
    ("no",),
    ("not",),
    ("sorry",),
    ("actually",),
    ("wait",),
    ("um",),
    ("uh",),
    ("er",),
    ("i", "mean"),
    ("make", "it"),
    ("make", "that"),
)
_HESITATIONS = frozenset((("um",), ("uh",), ("er",), ("not",)))
"""These alone do not say which of the two is meant."""
_RANGE_WORDS = frozenset(("to", "till", "til", "until", "through"))
_ONE_OF_A_UNIT = word_set("hour hr minute min")
_BEFORE_A_KNOWN_ONE = word_set("every each per this that last next happy rush lunch any which")
_MONTHS = word_set(
    "january february march april may june july august september october november december"
)
_RATE_WORDS = word_set("times time once twice thrice")
_BEFORE_A_DAY = word_set("for in within after another about and or to")
_MINUTES_AND_SECONDS = re.compile(r"([0-9]{1,4}):([0-5][0-9])")
_UNREADABLE = re.compile(r"[0-9]+[a-z][0-9a-z]*")
_AFTER_A_SECOND = word_set("please longer more or and now then to from")


@dataclass(frozen=True)
class Amount:
    """How many of a unit, before the unit is known; several values for alternatives."""

    end: int
    values: tuple[float, ...]
    problem: Problem | None = None
    rounded: bool = False
    fraction: bool = False


@dataclass(frozen=True)
class Term:
    """A count and its unit; the lengths in seconds, shortest and longest."""

    end: int
    low_s: float
    high_s: float
    unit_s: float
    problem: Problem | None = None
    rounded: bool = False
    more: bool = False
    article: bool = False
    """Counted by "a", "an" or "another" alone."""
    fraction: bool = False
    complete: bool = False
    """Nothing smaller can follow: "an hour and a half", "an hour twenty"."""


def unit_seconds(piece: str) -> float | None:
    """The seconds in a unit of time: "minutes", "min", "hour's"; None for other words."""
    word = piece.removesuffix("'").removesuffix("'s")
    return _UNITS_S.get(word, _UNITS_S.get(word.removesuffix("s")))


@dataclass(frozen=True)
class Separator:
    """What joins two alternatives, up to `end`."""

    end: int
    problem: Problem | None
    """None for a plain "and" and for a correction."""
    corrects: bool = False
    """Whether what follows takes the place of what came before: "ten, no wait, twenty"."""


def read_separator(pieces: Pieces, start: int, between: bool) -> Separator | None:
    """What joins two alternatives here; `between` says that "between" came before."""
    word = pieces.at(start)
    if word == "or":
        return Separator(start + 1, Problem.EITHER_OR)
    if word in _RANGE_WORDS:
        return Separator(start + 1, Problem.RANGE)
    if pieces.has(start, "up", "to"):
        return Separator(start + 2, Problem.RANGE)
    if word == "and":
        return Separator(start + 1, Problem.RANGE if between else None)
    return _read_correction(pieces, start)


def _read_correction(pieces: Pieces, start: int) -> Separator | None:
    """ "ten | no wait sorry | twenty minutes"."""
    end, corrects = start, False
    for _ in _CORRECTIONS:
        for correction in _CORRECTIONS:
            if pieces.has(end, *correction):
                end += len(correction)
                corrects = corrects or correction not in _HESITATIONS
                break
        else:
            break
    if end == start:
        return None
    return Separator(end, None if corrects else Problem.CONTRADICTORY, corrects)


def read_term(pieces: Pieces, start: int) -> Term | None:
    """The count and unit that begin here, or None."""
    more = False
    article = pieces.at(start) in ("a", "an", "another")
    index = start
    if pieces.at(start) == "another" or pieces.at(start) in _MORE_WORDS:
        more, index = True, start + 1
    elif article and pieces.at(start + 1) in _MORE_WORDS:
        more, index = True, start + 2
    alone = index if more else start + 1
    unit_s = unit_seconds(pieces.at(alone)) if article else None
    if unit_s is not None:
        return _article_term(pieces, start, alone, unit_s, more)
    if index == start and _swallows_its_article(pieces, start):
        unit_s = unit_seconds(pieces.at(start)) or 0.0
        return Term(start + 1, unit_s, unit_s, unit_s, article=True)
    amount = _read_amounts(pieces, index)
    return None if amount is None else _counted_term(pieces, start, amount, more)


def _swallows_its_article(pieces: Pieces, start: int) -> bool:
    """ "Hour and a half", "hour and twenty minutes": the "an" is easily not heard."""
    unit_s = unit_seconds(pieces.at(start))
    if unit_s not in (60.0, 3600.0) or pieces.at(start) not in _ONE_OF_A_UNIT:
        return False
    if pieces.at(start + 1) != "and" or pieces.at(start - 1) in _BEFORE_A_KNOWN_ONE:
        return False
    part, run = read_fraction(pieces.words, start + 2), read_run(pieces.words, start + 2)
    if part is not None:
        return True
    if run is None or unit_s == 60.0:
        return False
    smaller = unit_seconds(pieces.at(run.end)) or unit_s
    return smaller < unit_s or ends_phrase(pieces, run.end)


def _article_term(
    pieces: Pieces, start: int, unit_at: int, unit_s: float, more: bool
) -> Term | None:
    """ "a minute", "another hour"; not "twice a day", "ten minutes an hour", "a second timer"."""
    before, after = pieces.at(start - 1), pieces.at(unit_at + 1)
    if before in _RATE_WORDS or unit_seconds(before) is not None:
        return None
    if read_run(pieces.words[max(start - 1, 0) : start], 0) is not None:
        return None
    if unit_s > 3600 and not more and before not in _BEFORE_A_DAY:
        return None
    if unit_s == 1 and after and after not in _AFTER_A_SECOND:
        return None
    return Term(unit_at + 1, unit_s, unit_s, unit_s, more=more, article=True)


def _counted_term(pieces: Pieces, start: int, amount: Amount, more: bool) -> Term | None:
    unit_at, problem = amount.end, amount.problem
    rounded = amount.rounded or pieces.has(unit_at, "or", "so")
    if pieces.has(unit_at, "or", "so"):
        unit_at += 2
    if pieces.at(unit_at) == "more" or pieces.at(unit_at) in _MORE_WORDS:
        more, unit_at = True, unit_at + 1
    if pieces.at(unit_at) == "of" and (amount.fraction or amount.rounded):
        unit_at += 1
        if amount.fraction and pieces.at(unit_at) == "one":
            unit_at += 1
    if pieces.at(unit_at) in ("a", "an") and any(value % 1 for value in amount.values):
        unit_at += 1
        # "two and half an hour" may be two and a half hours, or a two and half an hour.
        problem = problem or (None if amount.fraction else Problem.CONTRADICTORY)
    unit_s = unit_seconds(pieces.at(unit_at))
    if unit_s is None or _is_date(pieces, start, unit_at):
        return None
    low, high = (min(amount.values), max(amount.values)) if amount.values else (0.0, 0.0)
    return Term(
        unit_at + 1,
        low * unit_s,
        high * unit_s,
        unit_s,
        problem,
        rounded,
        more,
        fraction=amount.fraction,
    )


def _is_date(pieces: Pieces, start: int, unit_at: int) -> bool:
    """ "november twenty second", "the twenty second of november"."""
    if pieces.at(unit_at) != "second":
        return False
    of_month = pieces.at(unit_at + 1) == "of" and pieces.at(unit_at + 2) in _MONTHS
    return of_month or pieces.at(start - 1) in _MONTHS


def _read_amounts(pieces: Pieces, start: int) -> Amount | None:
    """One amount, or several joined by "or", "to", "and" or a correction."""
    total = _read_amount(pieces, start)
    between = pieces.at(start - 1) == "between"
    while total is not None:
        separator = read_separator(pieces, total.end, between)
        following = None if separator is None else _read_amount(pieces, separator.end)
        if separator is None or following is None:
            break
        if separator.corrects:
            total = following
            continue
        total = replace(
            following,
            values=_outer(total.values + following.values),
            problem=total.problem
            or following.problem
            or separator.problem
            or Problem.CONTRADICTORY,
            rounded=total.rounded or following.rounded,
        )
    return total


def _outer(values: tuple[float, ...]) -> tuple[float, ...]:
    """Shortest and longest, so that a long list stays short."""
    return (min(values), max(values)) if values else ()


def _read_amount(pieces: Pieces, start: int) -> Amount | None:
    if pieces.at(start) in ("minus", "negative"):
        amount = _read_positive(pieces, start + 1)
        if amount is None:
            return None
        negated = tuple(-value for value in amount.values)
        return replace(amount, values=negated, problem=amount.problem or Problem.NEGATIVE)
    return _read_positive(pieces, start)


def _read_positive(pieces: Pieces, start: int) -> Amount | None:
    index = start + (pieces.at(start) == "a")
    if pieces.at(index) in _VAGUE_WORDS:
        return Amount(index + 1, (), Problem.VAGUE)
    if pieces.at(index) == "couple":
        return Amount(index + 1, (2.0,), rounded=True)
    if digits := _MINUTES_AND_SECONDS.fullmatch(pieces.at(start)):
        return Amount(start + 1, (int(digits[1]) + int(digits[2]) / 60,))
    run = read_run(pieces.words, start)
    if run is None and _UNREADABLE.fullmatch(pieces.at(start)):
        return Amount(start + 1, (), Problem.VAGUE)  # "1e9 minutes"
    part = read_fraction(pieces.words, start)
    if run is not None and (part is None or run.end > part.end):
        values = () if run.value is None else (run.value,)
        return Amount(run.end, values, None if values else Problem.CONTRADICTORY)
    if part is None or part.value is None:
        return None
    doubtful = read_run(pieces.words, part.end)
    if doubtful is not None:
        return Amount(doubtful.end, (), Problem.CONTRADICTORY)
    return Amount(part.end, (part.value,), fraction=True)
