"""The command line: what can be said to it, and how failures are told."""

from __future__ import annotations

import argparse
import importlib
import io
import logging
import os
import sys
from collections.abc import Callable, Sequence

from voice_skill.core.errors import VoiceSkillError
from voice_skill.usage import build_parser

OK, FAILED, INTERRUPTED = 0, 1, 130

Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Wrong usage ends the process with 2."""
    _open_streams()
    # What a person has to know comes as a sentence; `doctor` tells the rest.
    logging.getLogger("voice_skill").setLevel(logging.ERROR)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a letter shows a question mark instead; that is no failure.
        sys.stdout.reconfigure(errors="replace")
    args = build_parser().parse_args(argv)
    try:
        code = _command(args.command)(args)
        sys.stdout.flush()
        return code
    except VoiceSkillError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left, as `| head` does: nobody is there to be told.
        _drop_output()
        return FAILED
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("voice_skill"):
            raise
        return _fail(f"The Python package {error.name} is not installed: run scripts/setup.")
    except OSError as error:
        _drop_output()
        place = f"{error.filename} cannot be used" if error.filename else "This failed"
        return _fail(f"{place}: {error.strerror or error}.")


def _open_streams() -> None:
    """Put nothing where a stream was closed before the start; else a socket gets its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))


def _command(name: str) -> Command:
    """The function behind "module:function", imported only now: the other commands cost nothing."""
    module, _, function = name.partition(":")
    found: Command = getattr(importlib.import_module(f"voice_skill.commands.{module}"), function)
    return found


def _fail(sentence: str) -> int:
    print(f"voice-skill: {sentence}", file=sys.stderr)
    return FAILED


def _drop_output() -> None:
    """What is still buffered would fail once more when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
