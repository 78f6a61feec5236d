"""Lengths of time in an utterance: terms put together, and what casts doubt on them.

Only grammar decides here. Whatever can be read in two ways is reported with a problem, so that
the dialogue asks instead of guessing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from voice_skill.understanding.duration_terms import Term, read_separator, read_term, unit_seconds
from voice_skill.understanding.numbers import (
    read_fraction,
    read_number,
    read_run,
    read_small,
    words_to_number,
)
from voice_skill.understanding.pieces import Pieces, cut, ends_phrase, word_set
from voice_skill.understanding.spans import Problem, Span

_ROUNDERS = word_set("about around roughly approximately nearly almost over under maybe")
_ROUNDING_PAIRS = frozenset(
    (("at", "least"), ("at", "most"), ("up", "to"), ("more", "than"), ("less", "than"))
)
_QUESTIONS = frozenset(("what", "how"))
_ROUNDED_AFTER = (
    ("or", "so"),
    ("or", "more"),
    ("or", "less"),
    ("ish",),
    ("at", "least"),
    ("at", "most"),
)
_ADDED_AFTER = frozenset(("more", "longer", "extra"))
_ADDING = word_set("add put give stick tack bung another")
_COUNTED = word_set("timer timers countdown counter one")
_CLOCK_LINKS = word_set("to past till til before after of")
_MILITARY_ZEROS = frozenset(("oh", "o", "zero", "0"))
_ANSWER_FILLERS = word_set(
    "um uh er oh well okay ok yes yeah please just about around maybe say make it for to like i "
    "think let's then more another"
)
_LAST_HOUR = 12
_SMALLEST_WITH_CHECKED_TAIL = 10
_REMEMBERED = 64
"""Sentences: each is read once for its lengths, once for its times, and again for every repair."""


def find_durations(words: Sequence[str]) -> list[Span]:
    """Every length of time, from left to right; never overlapping."""
    return list(_found(tuple(words)))


@lru_cache(_REMEMBERED)
def _found(words: tuple[str, ...]) -> tuple[Span, ...]:
    pieces = cut(words)
    found: list[Span] = []
    index = 0
    while index < len(pieces.words):
        term = _read_alternatives(pieces, index)
        if term is None:
            index += 1
            continue
        if not _is_clock_time(pieces, index, term):
            span = _as_span(pieces, index, term)
            if found and span.start < found[-1].end:
                # Two lengths inside one hyphenated word.
                span = Span(found.pop().start, span.end, 0.0, problem=Problem.CONTRADICTORY)
            found.append(span)
        index = term.end
    return tuple(found)


def bare_number(words: Sequence[str]) -> float | None:
    """The number in an answer such as "fifteen", "make it fifteen please" or "ten more".

    None where the words hold anything else, more than one number, or a negative one.
    """
    pieces = cut(words).words
    start, end = 0, len(pieces)
    while start < end and pieces[start] in _ANSWER_FILLERS:
        start += 1
    while end > start and pieces[end - 1] in _ANSWER_FILLERS:
        end -= 1
    core = pieces[start:end]
    return 2.0 if core in (("a", "couple"), ("couple",)) else words_to_number(core)


def _read_alternatives(pieces: Pieces, start: int) -> Term | None:
    """A length, with others that are offered for it: "ten minutes or a quarter of an hour"."""
    total = _read_sum(pieces, start)
    between = pieces.at(start - 1) == "between"
    while total is not None:
        separator = read_separator(pieces, total.end, between)
        if separator is None or (separator.problem is None and not separator.corrects):
            break
        following = _read_sum(pieces, separator.end)
        if following is None:
            following = _read_without_unit(pieces, separator.end, total.unit_s, separator.problem)
        if following is None or _is_target(pieces, start, separator.problem, following):
            break
        if separator.corrects:
            total = replace(following, more=total.more or following.more)
            continue
        total = replace(
            following,
            low_s=min(total.low_s, following.low_s),
            high_s=max(total.high_s, following.high_s),
            problem=total.problem or following.problem or separator.problem,
            rounded=total.rounded or following.rounded,
            more=total.more or following.more,
        )
    return total


def _is_target(pieces: Pieces, start: int, joined_by: Problem | None, following: Term) -> bool:
    """ "Add five minutes | to one hour timer": which timer, and no range."""
    adds = pieces.at(start - 1) in _ADDING
    return adds and joined_by is Problem.RANGE and pieces.at(following.end) in _COUNTED


def _read_without_unit(
    pieces: Pieces, start: int, unit_s: float, joined_by: Problem | None
) -> Term | None:
    """The second half of "an hour or two", "ten minutes to twenty"; not "to seven", a time."""
    run = read_run(pieces.words, start)
    if run is None:
        return None
    # After "or" it is asked about in any case: "an hour or two | my back does not mind".
    counts = unit_seconds(pieces.at(run.end)) is not None
    if not ends_phrase(pieces, run.end) and (joined_by is not Problem.EITHER_OR or counts):
        return None
    if run.value is None:
        return Term(run.end, 0.0, 0.0, unit_s, Problem.CONTRADICTORY)
    if joined_by is Problem.RANGE and run.value <= _LAST_HOUR:
        return None
    return Term(run.end, run.value * unit_s, run.value * unit_s, unit_s)


def _read_sum(pieces: Pieces, start: int) -> Term | None:
    """Hours, minutes and seconds that add up, with what is said behind them."""
    total = read_term(pieces, start)
    while total is not None:
        larger = _with_fraction(pieces, total) or _with_term(pieces, total)
        larger = larger or _with_unit_left_out(pieces, total)
        if larger is None:
            return _with_suffix(pieces, total)
        total = larger
    return None


def _with_fraction(pieces: Pieces, total: Term) -> Term | None:
    """ "an hour | and a half"."""
    if pieces.at(total.end) != "and":
        return None
    part = read_fraction(pieces.words, total.end + 1)
    if part is None or part.value is None or total.fraction or total.complete:
        return None
    after = pieces.at(part.end)
    of_a_length = after == "of" and pieces.at(part.end + 1) in ("a", "an", "one", "that")
    if of_a_length or after in ("a", "an") or _is_before_an_hour(pieces, part.end):
        return None
    if unit_seconds(after) is not None:
        # "an hour and a half minutes": one and a half hours, or thirty seconds more?
        return replace(total, end=part.end + 1, problem=total.problem or Problem.CONTRADICTORY)
    added_s = part.value * total.unit_s
    return _with_more_seconds(total, part.end, added_s)


def _with_term(pieces: Pieces, total: Term) -> Term | None:
    """ "one hour | and five minutes"; a second length that cannot be added is a contradiction."""
    joined = pieces.at(total.end) == "and"
    term = read_term(pieces, total.end + joined)
    if term is None:
        return None
    smaller = term.unit_s < total.unit_s and not total.complete
    part_of_same = term.fraction and joined and term.unit_s == total.unit_s and not total.fraction
    if not smaller and not part_of_same:
        if joined or term.article or term.more:
            return None
        return replace(term, problem=total.problem or Problem.CONTRADICTORY)
    return replace(
        term,
        low_s=total.low_s + term.low_s,
        high_s=total.high_s + term.high_s,
        problem=total.problem or term.problem,
        rounded=total.rounded or term.rounded,
        more=total.more or term.more,
    )


def _with_unit_left_out(pieces: Pieces, total: Term) -> Term | None:
    """ "an hour | twenty": the next smaller unit, where nothing else is counted by the number."""
    if total.unit_s not in (3600.0, 60.0) or total.fraction or total.complete:
        return None
    joined = pieces.at(total.end) == "and"
    run = read_run(pieces.words, total.end + joined)
    if run is None or not ends_phrase(pieces, run.end):
        return None
    value = run.value
    long_minutes = total.unit_s == 60 and total.low_s >= _SMALLEST_WITH_CHECKED_TAIL * 60
    no_second = value == 1 and total.unit_s == 60
    if value is None or value % 1 or not 1 <= value < 60 or long_minutes or no_second:
        # "Fifteen minutes fifty" is more likely a correction than fifty seconds.
        return replace(total, end=run.end, problem=total.problem or Problem.CONTRADICTORY)
    added_s = value * total.unit_s / 60
    return _with_more_seconds(total, run.end, added_s)


def _with_more_seconds(total: Term, end: int, added_s: float) -> Term:
    low_s, high_s = total.low_s + added_s, total.high_s + added_s
    return replace(total, end=end, low_s=low_s, high_s=high_s, complete=True)


def _with_suffix(pieces: Pieces, total: Term) -> Term:
    if pieces.at(total.end) in _ADDED_AFTER and pieces.at(total.end + 1) != "than":
        total = replace(total, end=total.end + 1, more=True)
    for suffix in _ROUNDED_AFTER:
        if pieces.has(total.end, *suffix):
            return replace(total, end=total.end + len(suffix), rounded=True)
    return total


def _is_clock_time(pieces: Pieces, start: int, term: Term) -> bool:
    """ "ten minutes to seven", "oh seven hundred hours"."""
    small = read_small(pieces.words, start)
    if small is not None and pieces.has(term.end - 2, "hundred", "hours"):
        # "Six hundred hours" is a time; as a length it would be most of a month.
        return small.value in range(25) and pieces.at(start - 1) != "for"
    four_digits = pieces.at(start).isdecimal() and len(pieces.at(start)) == 4
    if four_digits and term.unit_s == 3600 and term.end == start + 2:
        return pieces.at(start)[0] == "0" or pieces.at(start - 1) == "at"
    link = pieces.at(term.end)
    if term.unit_s != 60 or term.high_s >= 3600:
        return False
    if link in ("before", "after") and pieces.at(start - 1) in ("for", "in"):
        return False
    return _is_before_an_hour(pieces, term.end)


def _is_before_an_hour(pieces: Pieces, link: int) -> bool:
    """ "half | past seven", "ten minutes | to noon"; not "an hour and a half | to get up"."""
    if pieces.at(link) not in _CLOCK_LINKS:
        return False
    if pieces.at(link + 1) in ("noon", "midday", "midnight"):
        return True
    hour = read_number(pieces.words, link + 1)
    if hour is None or hour.value not in range(1, _LAST_HOUR + 1):
        return False
    return ends_phrase(pieces, hour.end) or pieces.at(hour.end) in ("o'clock", "a", "p", "o")


def _as_span(pieces: Pieces, start: int, term: Term) -> Span:
    source_start, source_end = pieces.source(start, term.end)
    problem = term.problem
    if problem is None and term.high_s == 0:
        problem = Problem.ZERO
    several = problem in (Problem.RANGE, Problem.EITHER_OR)
    seconds = term.low_s if problem is None else 0.0
    if problem is Problem.NEGATIVE:
        seconds = min(term.low_s, 0.0)
    before = (pieces.at(start - 2), pieces.at(start - 1))
    rounded = before in _ROUNDING_PAIRS or (before[1] in _ROUNDERS and before[0] not in _QUESTIONS)
    return Span(
        source_start,
        source_end,
        seconds,
        exact=not (term.rounded or rounded or several or problem is Problem.VAGUE),
        more=term.more,
        problem=problem,
        low_s=term.low_s if several else None,
        high_s=term.high_s if several else None,
    )
