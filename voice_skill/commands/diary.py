"""`diary`: what was noted, for a spreadsheet or a doctor. It works while the assistant runs."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator

from voice_skill.app import App
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
    try:
        with open(args.csv, "x", newline="", encoding="utf-8") as file:
            args.csv.chmod(0o600)
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(_rows(entries))
    except FileExistsError:
        raise VoiceSkillError(f"{args.csv} is there already: name another file.") from None
    print(f"{len(entries)} entries are in {args.csv}.")
    return 0


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
