"""Times of day in an utterance: which words are one, and whether it is morning or evening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice_skill.understanding.clock_bodies import Body, Need, read_body
from voice_skill.understanding.duration_grammar import find_durations
from voice_skill.understanding.duration_terms import read_separator, unit_seconds
from voice_skill.understanding.numbers import find_numbers, read_number
from voice_skill.understanding.pieces import Pieces, cut, ends_phrase, word_set
from voice_skill.understanding.spans import ClockSpan, Meridiem, Problem

_STRONG_CUES = word_set("at until till til")
_WEAK_CUES = word_set("for to by around about past before after from between since")
_BETWEEN_CUE_AND_TIME = word_set("exactly roughly approximately just like nearly almost")
_PAIR_LINKS = {"from": ("to", "until", "till", "til"), "between": ("and",), "at": ("and",)}
_NO_TIME_BEFORE = word_set(
    "point percent times time degrees out of side step level of or different reps"
)
_OFFERING_NEXT = word_set("to or and till until til")
_DAY_PARTS: dict[str, str] = {
    "morning": "am",
    "mornings": "am",
    "afternoon": "pm",
    "afternoons": "pm",
    "evening": "pm",
    "evenings": "pm",
    "night": "night",
    "nights": "night",
}
_DAYS_BEFORE_PART = word_set(
    "tomorrow every each monday tuesday wednesday thursday friday saturday sunday"
)
_LAST_EARLY_HOUR = 5


@dataclass(frozen=True)
class _Time:
    body: Body
    end: int
    certain: bool
    """Marked as a time by "am", "pm" or "o'clock", or by a day part behind more than a number."""


@dataclass(frozen=True)
class _Cue:
    word: str
    start: int
    need: Need


def find_clock_times(words: Sequence[str], loose: bool = False) -> list[ClockSpan]:
    """Every time of day, from left to right; never overlapping each other or a length.

    Reported are those after a cue word, which stays outside the span ("at", "until", "for" ...),
    and those that are no other thing ("7:30", "half past six", "seven pm"). With `loose`, for
    answers to "at what time?", a bare "seven" or "seven thirty" is reported too.
    """
    pieces = cut(words)
    taken = {index for span in find_durations(words) for index in range(span.start, span.end)}
    free = Pieces(
        tuple(
            "" if origin in taken else word
            for word, origin in zip(pieces.words, pieces.origin, strict=True)
        ),
        pieces.origin,
    )
    found: list[ClockSpan] = []
    index = 0
    while index < len(free.words):
        times = _read_here(free, index, loose)
        for start, time in times:
            span = _as_span(free, start, time)
            if found and span.start < found[-1].end:
                # "from 9am-5pm": two times inside one word.
                span = _doubtful(found.pop().start, span.end, Problem.RANGE)
            found.append(span)
        number = read_number(free.words, index)
        # The five of a "twenty five" that is no time is not five o'clock.
        index = times[-1][1].end if times else number.end if number is not None else index + 1
    return found


def _read_here(pieces: Pieces, start: int, loose: bool) -> list[tuple[int, _Time]]:
    """The time that begins here, two for "from eleven to seven", none where it is no time."""
    cue = _cue_before(pieces, start)
    pair_links = _PAIR_LINKS.get(cue.word, ()) if cue is not None else ()
    time = _read_time(pieces, start, cue, plain_to="to" not in pair_links)
    if time is None:
        return []
    if pieces.at(time.end) in pair_links and cue is not None:
        second = _read_time(pieces, time.end + 1, None, plain_to=True)
        weaker = replace(cue, need=Need.CUE)
        if second is not None and _is_meant(pieces, second, weaker, loose=False):
            return [(start, time), (time.end + 1, second)]
    offered = _read_offered(pieces, time, cue, loose)
    if offered is not None:
        return [(start, offered)]
    return [(start, time)] if _is_meant(pieces, time, cue, loose) else []


def _read_offered(pieces: Pieces, time: _Time, cue: _Cue | None, loose: bool) -> _Time | None:
    """ "seven or eight": one of the two is meant; "seven no eight": the second."""
    separator = read_separator(pieces, time.end, between=False)
    if separator is None or pieces.at(time.end) in _STRONG_CUES:
        return None
    if separator.problem is None and not separator.corrects:
        return None
    second = _read_time(pieces, separator.end, cue, plain_to=True)
    if second is None or time.body.need is Need.SUFFIX:
        return None
    if not (cue or loose or time.certain or second.certain or time.body.need is Need.NOTHING):
        return None
    if not _is_meant(pieces, second, cue, loose or time.certain):
        return None
    if separator.corrects:
        return replace(second, certain=True)
    problem = time.body.problem or second.body.problem or separator.problem
    return replace(second, body=replace(second.body, problem=problem), certain=True)


def _cue_before(pieces: Pieces, start: int) -> _Cue | None:
    index = start - 1
    while pieces.at(index) in _BETWEEN_CUE_AND_TIME:
        index -= 1
    word = pieces.at(index)
    if word in ("to", "by") and find_numbers(pieces.words[max(index - 1, 0) : index]):
        return None
    if word in ("about", "around") and pieces.at(index - 1) in _STRONG_CUES:
        return _Cue(word, index - 1, Need.STRONG_CUE)
    if word in _STRONG_CUES:
        return _Cue(word, index, Need.STRONG_CUE)
    return _Cue(word, index, Need.CUE) if word in _WEAK_CUES else None


def _is_meant(pieces: Pieces, time: _Time, cue: _Cue | None, loose: bool) -> bool:
    """Whether the words around it make it a time rather than an amount."""
    if time.certain or time.body.need is Need.NOTHING:
        return True
    strength = Need.STRONG_CUE if loose else Need.NOTHING if cue is None else cue.need
    if strength < time.body.need:
        return False
    after = pieces.at(time.end)
    if not time.body.bare or time.end > time.body.end:
        return True
    if strength is Need.STRONG_CUE:
        return after not in _NO_TIME_BEFORE and unit_seconds(after) is None
    counts_next = read_number(pieces.words, time.end + 1) is not None
    return ends_phrase(pieces, time.end) and not (after in _OFFERING_NEXT and counts_next)


def _read_time(pieces: Pieces, start: int, cue: _Cue | None, plain_to: bool) -> _Time | None:
    body = read_body(pieces, start, plain_to)
    if body is None:
        return None
    if pieces.at(start - 1) in ("minus", "negative"):
        body = replace(body, problem=Problem.NO_SUCH_TIME)
    end = body.end
    for oclock in (("o'clock",), ("oclock",), ("o", "clock")):
        if pieces.has(body.end, *oclock):
            end += len(oclock)
    time = _with_day_parts(pieces, _Time(body, end, certain=end > body.end))
    before = _day_part_before(pieces, cue)
    if before is not None and time.body == body and body.meridiem is None:
        time = replace(time, body=_in_day_part(body, before))
    return time


def _with_day_parts(pieces: Pieces, time: _Time) -> _Time:
    """ "seven | am in the morning"; "seven am or pm" leaves it open."""
    body, end, certain = time.body, time.end, time.certain
    while (part := _read_day_part(pieces, end)) is not None:
        meaning, part_end = part
        certain = certain or pieces.at(end) in ("am", "pm", "a", "p")
        certain = certain or (not body.bare and body.need is not Need.SUFFIX)
        body = _in_day_part(body, meaning)
        if part_end == end:
            break
        end = part_end
    other = _read_day_part(pieces, end + 1) if pieces.at(end) == "or" else None
    if other is not None and end > time.body.end:
        return _Time(replace(body, problem=body.problem or Problem.EITHER_OR), other[1], certain)
    return _Time(body, end, certain)


def _read_day_part(pieces: Pieces, start: int) -> tuple[str, int] | None:
    """ "pm", "in the morning", "tonight"; a day before it stays outside: "| tomorrow morning"."""
    word, after = pieces.at(start), pieces.at(start + 1)
    if word in ("am", "pm"):
        return word, start + 1
    if word in ("a", "p") and after == "m":
        return word + "m", start + 2
    if word == "tonight":
        return "night", start + 1
    if pieces.has(start, "in", "the") and pieces.at(start + 2) in _DAY_PARTS:
        return _DAY_PARTS[pieces.at(start + 2)], start + 3
    if word == "this" and after in _DAY_PARTS or (word == "at" and after in ("night", "nights")):
        return _DAY_PARTS[after], start + 2
    day_at = start + (word == "on")
    if pieces.at(day_at) in _DAYS_BEFORE_PART and pieces.at(day_at + 1) in _DAY_PARTS:
        return _DAY_PARTS[pieces.at(day_at + 1)], start
    return None


def _day_part_before(pieces: Pieces, cue: _Cue | None) -> str | None:
    """ "tomorrow morning | at seven"; "good morning" says nothing about the time."""
    if cue is None or pieces.at(cue.start - 2) == "good":
        return None
    word = pieces.at(cue.start - 1)
    return "night" if word == "tonight" else _DAY_PARTS.get(word)


def _in_day_part(body: Body, part: str) -> Body:
    if body.problem is not None or body.kind in ("noon", "midnight"):
        return body
    meridiem: Meridiem = "pm" if part == "pm" else "am"
    if part == "night":
        early = body.hour % 12 <= _LAST_EARLY_HOUR
        meridiem = body.meridiem or ("am" if early else "pm")
    if body.kind == "twenty_four_hour":
        if 1 <= body.hour <= 12 and meridiem == "pm":
            return replace(body, kind="twelve_hour", meridiem=meridiem)
        fits = part == "night" or (body.hour < 12) == (meridiem == "am")
    else:
        fits = body.meridiem in (None, meridiem)
    if not fits:
        return replace(body, problem=Problem.CONTRADICTORY)
    return body if body.kind == "twenty_four_hour" else replace(body, meridiem=meridiem)


def _as_span(pieces: Pieces, start: int, time: _Time) -> ClockSpan:
    body = time.body
    source_start, source_end = pieces.source(start, time.end)
    if body.problem is not None:
        return _doubtful(source_start, source_end, body.problem)
    return ClockSpan(
        source_start, source_end, body.hour, body.minute, body.meridiem, body.kind, None
    )


def _doubtful(start: int, end: int, problem: Problem) -> ClockSpan:
    return ClockSpan(start, end, 0, 0, None, "twelve_hour", problem)
