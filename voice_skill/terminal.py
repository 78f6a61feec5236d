"""A terminal, or a pipe, as the engine and the keyboard see it."""

from __future__ import annotations

import errno
import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from voice_skill.core.effects import AS_SET, AUDIBLE
from voice_skill.core.errors import AudioError, VoiceSkillError

MOST_CHARACTERS = 1_000
"""Of one thing that is said; the longest sentence of a person has a few hundred."""

ROOM_S = 0.1
"""How long to wait for somebody who reads."""

_CLEAR_LINE = "\r\x1b[K"
_READ_BYTES = 4096
_MOST_BYTES = 4 * MOST_CHARACTERS + 1


def check_length(text: str) -> None:
    """Raises VoiceSkillError for what no person says in one breath."""
    if len(text) > MOST_CHARACTERS:
        raise VoiceSkillError(
            f"That is {len(text):,} characters: say it in one sentence of at most "
            f"{MOST_CHARACTERS:,}."
        )


class Terminal:
    """The Outlet port over printed lines; on a real terminal with a prompt and a bell."""

    def __init__(self, out: TextIO, prompt: str = "") -> None:
        """Without a prompt, or where `out` is no terminal, only what is said is printed."""
        self._out = out
        self._interactive = out.isatty()
        self._prompt = prompt if self._interactive else ""
        self._prompted = False
        self._turn = threading.RLock()
        self._rung = ""
        self.ringing = False
        self.failure: OSError | None = None
        """Why `out` cannot be written any more."""

    def say(self, text: str, loudness: int = AS_SET, hint: bool = False) -> None:
        """Print it at once, a hint as a note.

        Raises AudioError where that fails; `failure` then tells why.
        """
        if text and hint:
            self.note(text)
        elif text:
            self._line(self._out, text)
        if self.failure:
            raise AudioError(f"Nothing can be printed any more: {self.failure.strerror}.")

    def ring(
        self,
        text: str,
        timer_ids: tuple[int, ...],
        loudness: int = AUDIBLE,
        wakes: bool = False,
    ) -> None:
        """Print it once, however many rounds say the same; the bell comes with each round.

        Raises AudioError.
        """
        self.ringing = True
        if text != self._rung:
            self._rung = text
            self.say(text)

    def silence(self) -> None:
        """What is printed makes no sound."""
        self.ringing = False
        self._rung = ""

    def bell(self) -> None:
        """Ring the terminal's own bell, where there is one."""
        if self._interactive:
            self._write(self._out, "\a")

    def note(self, text: str) -> None:
        """Something about the program itself, apart from what is said."""
        self._line(sys.stderr, text)

    def transcript(self, text: str) -> None:
        """A note that holds what somebody said: kept out of logs unless they ask for it."""
        self.note(text)

    def ready(self) -> None:
        """Show the prompt: the next line may be typed."""
        with self._turn:
            self._prompted = bool(self._prompt)
            self._write(self._out, self._prompt)

    def took_line(self) -> None:
        """A line was typed, so the cursor is at the left again."""
        self._prompted = False

    def _line(self, stream: TextIO, text: str) -> None:
        with self._turn:
            if self._prompted:
                self._write(self._out, _CLEAR_LINE)
            self._write(stream, f"{text}\n")
            if self._prompted:
                self._write(self._out, self._prompt)

    def _write(self, stream: TextIO, text: str) -> None:
        try:
            _wait_for_room(stream)
            stream.write(text)
            stream.flush()
        except OSError as error:
            # Nobody reads any more; a ring must go on where it is heard.
            if stream is self._out:
                self.failure = error
        else:
            if stream is self._out:
                self.failure = None


def _wait_for_room(stream: TextIO) -> None:
    """Raises OSError where nobody reads, as with Ctrl-S: writing would stop all that counts."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):  # in memory, or closed
        return
    room = select.poll()
    room.register(descriptor, select.POLLOUT)
    if not room.poll(1000 * ROOM_S):
        raise OSError(errno.EAGAIN, "nobody reads it")


class Log(Terminal):
    """The Outlet port of a service: notes for the log, and what was said only where asked for."""

    def __init__(self, out: TextIO, transcripts: bool) -> None:
        super().__init__(out)
        self._transcripts = transcripts

    def say(self, text: str, loudness: int = AS_SET, hint: bool = False) -> None:
        """Log it, or not. Never raises: a full log must not keep anything from ringing."""
        if self._transcripts and text:
            self.note(f"Said: {text}")

    def transcript(self, text: str) -> None:
        """Log it, or not."""
        if self._transcripts:
            self.note(text)


class Lines:
    """Lines from a descriptor, as they come; for a loop that must not wait for one."""

    def __init__(self, descriptor: int, on_line: Callable[[str], None]) -> None:
        """`on_line` gets each line without its end, undecodable bytes replaced."""
        self.descriptor = descriptor
        self._on_line = on_line
        self._rest = b""
        self.ended = False
        # A program in the background that reads its terminal would be stopped, and count no more.
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)

    def receive(self) -> None:
        """Take what is there; sets `ended` when no more can come."""
        try:
            data = os.read(self.descriptor, _READ_BYTES)
        except OSError:
            data = b""
        *lines, self._rest = (self._rest + data).split(b"\n")
        # What is longer is refused whole; its length is told by one byte over the limit.
        self._rest = self._rest[:_MOST_BYTES]
        if not data:
            self.ended = True
            lines += [self._rest] if self._rest else []
        for line in lines:
            self._on_line(line.decode("utf-8", "replace").strip())
