"""The pages of docs/ that the program itself can tell, and the pictures beside them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.pictures import PICTURES
from voice_skill import __version__
from voice_skill.settings import ListeningSettings
from voice_skill.settings_text import markdown
from voice_skill.usage import build_parser

ROOT = Path(__file__).resolve().parent.parent


def quick_start() -> str:
    """One page in large print, with the wake phrase that holds as a rule."""
    text = (ROOT / "scripts" / "quick_start.html").read_text(encoding="utf-8")
    return text.replace("@WAKE@", ListeningSettings().wake_phrase)


def manual() -> str:
    """A manual page, voice-skill(1), from the help of every command."""
    parser = build_parser()
    lines = [f'.TH VOICE-SKILL 1 "" "voice_skill {__version__}"', ".SH NAME"]
    lines += [r"voice-skill \- a bedside assistant for a morning back spasm", ".SH SYNOPSIS"]
    lines += [".B voice-skill", ".I COMMAND", "[...]", ".SH DESCRIPTION"]
    lines += [*_verbatim(parser.description or ""), ".SH COMMANDS"]
    for name, command in _commands(parser, ()):
        lines += [f".SS {name}", *_verbatim(command.description or ""), *_arguments(command)]
    lines += [".SH FILES", *_verbatim("~/.config/voice_skill/settings.toml\n")]
    lines += [*_verbatim("~/.local/state/voice_skill\n"), ".SH EXAMPLES"]
    return "\n".join([*lines, *_verbatim(parser.epilog or "")]) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "docs/settings.md": markdown,
    "docs/quick-start.html": quick_start,
    "docs/voice-skill.1": manual,
}


def _commands(
    parser: argparse.ArgumentParser, path: tuple[str, ...]
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield " ".join((*path, name)), command
                yield from _commands(command, (*path, name))


def _arguments(command: argparse.ArgumentParser) -> Iterator[str]:
    """What can be written after it. argparse's own layout is another in each Python."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction | argparse._HelpAction):
            continue
        name = ", ".join(action.option_strings)
        values = action.metavar or "|".join(map(str, action.choices or ()))
        shown = f"{name} {values}".strip().replace("-", r"\-")
        yield from (".TP", f".B {shown}", (action.help or "as named").replace("-", r"\-"))


def _verbatim(text: str) -> list[str]:
    """Lines that roff prints as they are."""
    escaped = text.rstrip().replace("\\", r"\e").replace("-", r"\-").splitlines()
    return [".nf", *(f"\\&{line}" if line[:1] in (".", "'") else line for line in escaped), ".fi"]


def stale() -> list[str]:
    """The pages that say something else than the program."""
    return [
        name
        for name, made in PAGES.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != made()
    ]


def main() -> int:
    """Write them; --check only tells which are stale, --pictures draws those as well."""
    found = stale()
    for name in found:
        if "--check" not in sys.argv[1:]:
            (ROOT / name).write_text(PAGES[name](), encoding="utf-8")
        print(name)
    for picture, draw in PICTURES.items() if "--pictures" in sys.argv[1:] else ():
        draw(picture)
        print(picture.relative_to(ROOT))
    return int("--check" in sys.argv[1:] and bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
