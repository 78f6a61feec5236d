"""From the end of a word to silence, on the recordings of the room and of the loudspeaker.

What began to sound before the reply to the word was printed is still what was to end: the silence
began with the last of it. Negative where it was silent before the word was over.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from scripts.benchmarks.room import Recording
from scripts.benchmarks.service import Service, until

VOICES = ("slt", "rms", "awb")
LONG = "how do i get up from the bed\n"
AFTER_LONG = "Nothing is running."
RING = "start a shower timer for one second\n"
AFTER_RING = "All right."
TO_A_COUNT = ("stretch routine\n", "no\n", "yes\n", "next\n")
AFTER_CRY = "Stop there"
_CRIES = ("that hurts", "ow", "spasm", "ouch", "it hurts")
_PATIENCE_S = 6.0
_REPLY_S = 0.15
"""A reply may sound so much before it is seen to be printed."""
_SPREAD_S = 0.31
"""How much later each try begins, so that the words meet sounds and pauses alike."""


def after_stop_in_words_s(running: Service, number: int) -> float | None:
    """Over a long answer; None where it spoke on."""

    def begin(out: Recording) -> None:
        running.type(LONG)
        until(lambda: out.loud_s() > 0.5 + number % 9 * _SPREAD_S, "a long answer", 30.0)

    return _silent_s(running, begin, ("stop", VOICES[number % 3]), AFTER_LONG)


def after_stop_in_ring_s(running: Service, number: int) -> float | None:
    """Over the bursts of a ring, or between them; None where it rang on."""

    def begin(out: Recording) -> None:
        running.type(RING)
        done = running.text().count("shower is done")
        until(lambda: running.text().count("shower is done") > done, "the ring", 30.0)
        until(lambda: out.loud_s() > 0.3 + number % 3 * 0.2, "its sound", 30.0)
        time.sleep(number % 7 * _SPREAD_S)

    return _silent_s(running, begin, ("stop", VOICES[number % 3]), AFTER_RING)


def after_cry_s(running: Service, number: int) -> float | None:
    """Over the count of a hold; None where it counted on."""

    def begin(out: Recording) -> None:
        for line in TO_A_COUNT:
            running.type(line)
            time.sleep(0.3)
        counted = running.text().count("Two.")
        until(lambda: running.text().count("Two.") > counted, "the count", 30.0)
        time.sleep(number % 7 * 0.13)

    silent_s = _silent_s(
        running, begin, (_CRIES[number % len(_CRIES)], VOICES[number % 3]), AFTER_CRY
    )
    for line in ("no\n", "stop\n", "stop\n"):
        running.type(line)
        time.sleep(0.3)
    return silent_s


def _silent_s(
    running: Service, begin: Callable[[Recording], None], said: tuple[str, str], reply: str
) -> float | None:
    with running.room.record() as (room, out):
        begin(out)
        before = running.text().count(reply)
        running.room.say(*said)
        told_s = None
        over_s = time.monotonic() + _PATIENCE_S
        while told_s is None and time.monotonic() < over_s:
            if running.text().count(reply) > before:
                told_s = room.heard_s()
            time.sleep(0.01)
        ended_s = room.last_sound_s()
        running.type("stop\n")
        out.until_silent()
        return None if told_s is None else out.last_sound_s(told_s - _REPLY_S) - ended_s
