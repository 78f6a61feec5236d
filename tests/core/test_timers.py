"""The timer book: deadlines, states and ids."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from voice_skill.core.timers import Timer, TimerBook

ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["start", "pause", "resume", "extend", "remove", "due"]),
        st.integers(0, 5),
        st.floats(-600, 3600),
    ),
    max_size=40,
)


def _apply(
    book: TimerBook, order: str, timer: Timer | None, amount: float, now_s: float
) -> TimerBook:
    if order == "start":
        return book.start("custom", None, abs(amount) + 1, now_s)[0]
    if order == "due":
        return book.end_due(now_s)[0]
    if timer is None:
        return book
    if order == "pause" and timer.state == "running":
        return book.pause(timer, now_s)
    if order == "resume" and timer.state == "paused":
        return book.resume(timer, now_s)
    if order == "extend" and timer.state != "ringing" and timer.remaining_s(now_s) + amount > 0:
        return book.extend(timer, amount, now_s)
    return book.remove({timer.id}) if order == "remove" else book


@given(ORDERS)
def test_a_timer_is_either_running_with_a_deadline_or_not(
    orders: list[tuple[str, int, float]],
) -> None:
    book, now_s = TimerBook(), 0.0
    ids: set[int] = set()
    for order, index, amount in orders:
        timer = book.timers[index % len(book.timers)] if book.timers else None
        before = {t.id for t in book.timers}
        book = _apply(book, order, timer, amount, now_s)
        new = {t.id for t in book.timers} - before
        assert not new & ids, "an id was used twice"
        ids |= new
        now_s += 7
        for each in book.timers:
            assert (each.deadline_s is not None) == (each.state == "running")
            assert (each.paused_s is not None) == (each.state == "paused")


def test_pausing_keeps_what_is_left_however_long_it_takes() -> None:
    book, timer = TimerBook().start("custom", None, 600, 0)
    book = book.pause(timer, 100)
    book = book.resume(book.timers[0], 5000)
    assert book.timers[0].deadline_s == 5500


def test_every_timer_that_is_due_rings_at_once() -> None:
    book, _ = TimerBook().start("ice", None, 10, 0)
    book, _ = book.start("heat", None, 10, 0)
    book, ended = book.end_due(10)
    assert [timer.kind for timer in ended] == ["ice", "heat"]
    assert book.end_due(11)[1] == ()


def test_timers_are_found_by_everything_that_was_said() -> None:
    book, _ = TimerBook().start("custom", "pizza", 600, 0)
    book, _ = book.start("custom", None, 600, 0)
    assert [t.name for t in book.find(name="pizza")] == ["pizza"]
    assert len(book.find(total_s=600)) == 2
    assert book.find(ordinal=-1)[0].name is None
    assert book.find(kind="ice") == ()
    assert book.find(ordinal=3) == ()
