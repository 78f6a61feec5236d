"""A terminal that somebody has stopped, or a pipe that nobody reads, holds up no timer."""

from __future__ import annotations

import os
import pty
import sys
import termios

import pytest

from voice_skill.core.errors import AudioError
from voice_skill.terminal import Log, Terminal

NOBODY = "Nothing can be printed any more: nobody reads it."


def test_a_terminal_stopped_with_control_s_is_a_failure_and_goes_on_later() -> None:
    screen, terminal = pty.openpty()
    with os.fdopen(screen, "rb", buffering=0) as shown, os.fdopen(terminal, "w") as out:
        spoken = Terminal(out)
        termios.tcflow(terminal, termios.TCOOFF)
        with pytest.raises(AudioError, match=NOBODY):
            spoken.ring("The ice is done.", (1,))
        spoken.bell()
        termios.tcflow(terminal, termios.TCOON)
        spoken.say("Take it off.")
        assert shown.read(100) == b"Take it off.\r\n"


def test_a_pipe_that_nobody_reads_is_a_failure_once_it_is_full() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as out:
        spoken = Terminal(out)
        with pytest.raises(AudioError, match=NOBODY):
            for _ in range(1000):
                spoken.say("x" * 1000)
        os.set_blocking(writing, False)
        os.read(reading, 1 << 20)


def test_a_log_holds_what_was_said_only_where_it_is_asked_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for transcripts in (False, True):
        log = Log(sys.stderr, transcripts)
        log.say("Ice, fifteen minutes.")
        log.transcript("I heard: ice for fifteen minutes")
        log.ring("The ice is done.", (1,))
        log.note("There is no microphone.")
        kept = capsys.readouterr().err
        assert "There is no microphone." in kept
        assert ("ice" in kept.lower().replace("no microphone", "")) is transcripts
