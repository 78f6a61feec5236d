"""`diary`: what was noted, for a spreadsheet or a doctor. It works while the assistant runs."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from voice_skill.app import App
from voice_skill.core.diary import Entry
from voice_skill.core.errors import VoiceSkillError

COLUMNS = (
    "id",
    "at",
    "kind",
    "pain",
    "feeling",
    "medicine",
    "event",
    "minutes",
    "routine",
    "what",
    "more",
)
"""Stable: what has no column of its own stands as JSON in the last one."""


def export(args: argparse.Namespace) -> int:
    """Write every entry to a new file that only its owner may read."""
    entries = App.of_user().diary()
    with _new_file(args.csv) as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(_rows(entries))
    print(f"{len(entries)} entries are in {args.csv}.")
    return 0


def report(args: argparse.Namespace) -> int:
    """Write one page with curves to a new file that only its owner may read."""
    from voice_skill.report import days_of, summarise
    from voice_skill.report_page import page
    from voice_skill.report_plot import draw

    if args.days < 1:
        raise VoiceSkillError("A report needs a day or more: --days 30, for example.")
    entries = (_entry(number, body) for number, body in App.of_user().diary().items())
    summary = summarise(entries, args.days)
    if summary is None:
        raise VoiceSkillError('There is nothing in the diary yet: say "my pain is four" to begin.')
    # All of it is made before the file is, so that a failure leaves none behind.
    text = page(summary, draw(summary), datetime.now().astimezone())
    with _new_file(args.html) as file:
        file.write(text)
    shown = days_of(len(summary.days))
    print(f"The page {args.html} shows {shown} with entries: open it in a browser to print it.")
    return 0


@contextmanager
def _new_file(path: Path) -> Iterator[TextIO]:
    """Raises VoiceSkillError where something is there already."""
    try:
        with open(path, "x", newline="", encoding="utf-8") as file:
            path.chmod(0o600)
            yield file
    except FileExistsError:
        raise VoiceSkillError(f"{path} is there already: name another file.") from None


def _entry(number: int, body: str) -> Entry:
    entry = json.loads(body)
    return Entry(number, entry["at"], entry["kind"], dict(entry["details"]))


def _rows(entries: dict[int, str]) -> Iterator[dict[str, object]]:
    for number, body in entries.items():
        entry = json.loads(body)
        details = dict(entry["details"])
        row = {"id": number, "at": entry["at"], "kind": entry["kind"]}
        row |= {name: _plain(details.pop(name)) for name in COLUMNS if name in details}
        if details:
            row["more"] = json.dumps(details, ensure_ascii=False, sort_keys=True)
        yield row


def _plain(value: object) -> object:
    """A spreadsheet must not take what somebody said for a formula."""
    formula = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t")
    return f"'{value}" if formula else value
