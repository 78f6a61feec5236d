"""The written rule of the loudspeaker, with every kind of piece against every other."""

from __future__ import annotations

from itertools import product

import pytest

from voice_skill.agenda import Agenda, Piece, Rank, ring_round, words
from voice_skill.core.effects import AS_SET, AUDIBLE

REPLY = words("reply", AS_SET, hint=False)
HINT = words("hint", AS_SET, hint=True)
CHECK = words("are you awake?", AUDIBLE, hint=False)
TIMER = ring_round("ice is done", (1,), AUDIBLE, wakes=False)
CLOCK = ring_round("good morning", (7,), AUDIBLE, wakes=True)
HELP = ring_round("help", (), AUDIBLE, wakes=False)


def sounding(piece: Piece) -> Agenda:
    """An agenda in which this sounds; of a ring, its burst."""
    agenda = Agenda()
    agenda.offer(piece)
    agenda.take()
    if piece.rings:
        agenda.burst()
    return agenda


def order(agenda: Agenda) -> list[str]:
    """What sounds from now on, the alarm for help once."""
    heard: list[str] = []
    while (piece := agenda.take()) and piece.text not in heard:
        heard.append(piece.text)
        if piece.rings:
            agenda.burst()
            agenda.gap()
        agenda.done(piece)
    return heard


@pytest.mark.parametrize(
    ("now", "new", "cut"),
    [
        (HINT, HINT, False),
        (HINT, REPLY, True),
        (HINT, CHECK, True),
        (HINT, TIMER, True),
        (HINT, CLOCK, True),
        (HINT, HELP, True),
        (REPLY, HINT, False),
        (REPLY, REPLY, True),
        (REPLY, CHECK, True),
        (REPLY, TIMER, True),
        (REPLY, CLOCK, True),
        (REPLY, HELP, True),
        (CHECK, HINT, False),
        (CHECK, REPLY, True),
        (CHECK, CHECK, True),
        (CHECK, TIMER, False),
        (CHECK, CLOCK, True),
        (CHECK, HELP, True),
        (TIMER, HINT, False),
        (TIMER, REPLY, False),
        (TIMER, CHECK, False),
        (TIMER, TIMER, False),
        (TIMER, CLOCK, True),
        (TIMER, HELP, True),
        (CLOCK, HINT, False),
        (CLOCK, REPLY, False),
        (CLOCK, CHECK, False),
        (CLOCK, TIMER, False),
        (CLOCK, CLOCK, False),
        (CLOCK, HELP, False),
        (HELP, HINT, False),
        (HELP, REPLY, False),
        (HELP, CHECK, False),
        (HELP, TIMER, False),
        (HELP, CLOCK, False),
        (HELP, HELP, False),
    ],
)
def test_what_cuts_what(now: Piece, new: Piece, cut: bool) -> None:
    agenda = sounding(now)
    agenda.offer(new)
    assert (agenda.current is None) == cut


def test_every_pair_is_in_the_table() -> None:
    pieces = (HINT, REPLY, CHECK, TIMER, CLOCK, HELP)
    marks = test_what_cuts_what.pytestmark  # type: ignore[attr-defined]
    assert [row[:2] for row in marks[0].args[1]] == list(product(pieces, pieces))


@pytest.mark.parametrize(
    ("came", "sounds"),
    [
        ([HINT, REPLY, TIMER, CLOCK], ["good morning", "reply", "ice is done", "hint"]),
        ([REPLY, TIMER], ["ice is done", "reply"]),
        ([CHECK, TIMER], ["are you awake?", "ice is done"]),
        ([TIMER, HINT], ["ice is done", "hint"]),
        ([HINT, words("newer hint", AS_SET, hint=True)], ["newer hint"]),
        ([REPLY, CHECK], ["are you awake?"]),
        ([TIMER, ring_round("ice and heat are done", (1, 2), AUDIBLE, False)],
         ["ice and heat are done"]),
    ],
)  # fmt: skip
def test_what_waits_comes_by_rank_and_only_the_newest_counts(
    came: list[Piece], sounds: list[str]
) -> None:
    agenda = Agenda()
    for piece in came:
        agenda.offer(piece)
    assert order(agenda) == sounds


def test_a_reply_that_a_ring_cut_is_said_once_more_and_no_second_time() -> None:
    agenda = sounding(REPLY)
    agenda.offer(TIMER)
    assert agenda.take() == agenda.current
    agenda.burst()
    agenda.gap()
    again = agenda.take()
    assert again and (again.text, again.again) == ("reply", True)
    agenda.offer(HELP)
    assert order(agenda) == ["help"]


def test_a_ring_that_goes_on_waits_for_words_and_comes_before_new_ones() -> None:
    agenda = sounding(TIMER)
    agenda.gap()
    agenda.offer(REPLY)
    assert agenda.take() == agenda.current and agenda.current and agenda.current.text == "reply"
    agenda.offer(TIMER)
    assert agenda.current
    agenda.offer(words("second reply", AS_SET, hint=False))
    first = agenda.take()
    assert first and (first.text, first.goes_on) == ("ice is done", True)


def test_a_round_gives_way_to_words_once_before_its_sound() -> None:
    agenda = sounding(TIMER)
    agenda.gap()
    agenda.done(agenda.current or TIMER)
    agenda.offer(TIMER)
    agenda.take()
    agenda.offer(REPLY)
    assert agenda.current is None
    taken = agenda.take()
    assert taken and taken.text == "reply"
    agenda.offer(words("more", AS_SET, hint=False))
    taken = agenda.take()
    assert taken and taken.text == "ice is done"
    agenda.offer(words("and more", AS_SET, hint=False))
    assert agenda.current is taken


def test_words_that_wait_come_right_after_the_burst() -> None:
    agenda = sounding(TIMER)
    agenda.offer(REPLY)
    agenda.gap()
    assert agenda.current is None
    assert order(agenda) == ["reply"]


def test_a_second_timer_that_ends_begins_anew() -> None:
    agenda = sounding(TIMER)
    agenda.gap()
    agenda.done(agenda.current or TIMER)
    agenda.offer(REPLY)
    agenda.take()
    agenda.offer(ring_round("both are done", (1, 2), AUDIBLE, wakes=False))
    assert agenda.current is None
    assert order(agenda) == ["both are done", "reply"]


def test_a_timer_that_an_alarm_cut_rings_after_it() -> None:
    agenda = sounding(TIMER)
    agenda.offer(CLOCK)
    assert order(agenda) == ["good morning", "ice is done"]


def test_help_comes_again_until_it_is_cleared() -> None:
    agenda = sounding(HELP)
    rounds = []
    for _ in range(3):
        agenda.gap()
        agenda.done(agenda.current or HELP)
        piece = agenda.take()
        assert piece
        rounds.append((piece.text, piece.round_number))
        agenda.burst()
    assert rounds == [("help", 1), ("help", 2), ("help", 3)]
    agenda.clear()
    assert agenda.empty and agenda.take() is None


def test_after_silence_a_ring_begins_anew() -> None:
    agenda = sounding(TIMER)
    agenda.clear()
    agenda.offer(TIMER)
    piece = agenda.take()
    assert piece and not piece.goes_on and piece.rank is Rank.RING
