"""Tables of figures in the documents: written by a benchmark between two marks, never by hand."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "benchmarks.md"


class TableError(Exception):
    """A document cannot take the table; one sentence says why."""


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column is text and whose others are figures."""
    marks = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, marks, *rows))


def machine() -> str:
    """What the figures depend on, without a date or a name."""
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"


def load() -> str:
    """How many processes wanted a core over the last quarter of an hour; it slows everything."""
    return f"{os.getloadavg()[2]:.1f}"


def write_block(document: Path, name: str, text: str) -> None:
    """Put `text` between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. Raises TableError."""
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before, found, rest = document.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise TableError(f"{document} lacks the lines {begin} and {end}; add them.")
    whole = f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"
    document.write_text(whole, encoding="utf-8")
