"""The pages of docs/ that the program itself can tell."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from voice_skill.settings_text import markdown

ROOT = Path(__file__).resolve().parent.parent
PAGES: dict[str, Callable[[], str]] = {"docs/settings.md": markdown}


def stale() -> list[str]:
    """The pages that say something else than the program."""
    return [
        name
        for name, made in PAGES.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != made()
    ]


def main() -> int:
    """Write them, or with --check only tell which are stale."""
    found = stale()
    for name in found:
        if "--check" not in sys.argv[1:]:
            (ROOT / name).write_text(PAGES[name](), encoding="utf-8")
        print(name)
    return int("--check" in sys.argv[1:] and bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
