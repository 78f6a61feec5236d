"""The pictures in docs/, as a browser shows what the program makes: `scripts/docs --pictures`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
BROWSER = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
A4_DOTS = (794, 1123)
"""At 96 dots an inch."""

_PROGRAM = (sys.executable, "-m", "voice_skill")
_BEGIN = datetime(2026, 11, 9, 7, 10).astimezone()
_PAIN = ((8, 6), (7, 6), (7, 5), (6, 5), (7, 4), (5, 4), (5, 3), (4, 3), (4, 2), (3, 2), (3, 1))
"""In the morning and in the evening of each day."""
_MEDICINE_DAYS, _HEAT_DAYS = 5, range(3, 9)


def said() -> Iterator[tuple[datetime, str]]:
    """What somebody notes in eleven days that get better; all of it is made up."""
    for day, (morning, evening) in enumerate(_PAIN):
        at = _BEGIN + timedelta(days=day)
        yield at, f"my pain is {morning}"
        if day < _MEDICINE_DAYS:
            yield at + timedelta(minutes=40), "i took naproxen"
        if day in _HEAT_DAYS:
            yield at + timedelta(hours=2), "heat for fifteen minutes"
            yield at + timedelta(hours=2, minutes=15), "stop"
            yield at + timedelta(hours=2, minutes=15), "yes"
        yield at + timedelta(hours=12), f"my pain is {evening}"


def _lines() -> Iterator[str]:
    """For `converse`, whose clock stands still between lines."""
    at = _BEGIN
    yield json.dumps({"now": at.isoformat()})
    for then, text in said():
        yield json.dumps({"advance_s": (then - at).total_seconds(), "text": text})
        at = then


def draw_quick_start(picture: Path) -> None:
    """The page for the person in bed."""
    _photograph(DOCS / "quick-start.html", picture)


def draw_diary(picture: Path) -> None:
    """The page for a doctor, from a diary that was spoken to the program."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "XDG_STATE_HOME": home, "PYTHONPATH": str(ROOT)}
        lines = "".join(f"{line}\n" for line in _lines())
        folder = Path(home) / "voice_skill"
        page = Path(home) / "diary.html"
        for words, stdin in (
            (("converse", "--json", "--state", folder), lines),
            (("diary", "report", page), ""),
        ):
            command = [*_PROGRAM, *map(str, words)]
            subprocess.run(
                command, env=environment, input=stdin, text=True, check=True, capture_output=True
            )
        _photograph(page, picture)


PICTURES = {DOCS / "quick-start.png": draw_quick_start, DOCS / "diary-report.png": draw_diary}


def _photograph(page: Path, picture: Path) -> None:
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                *BROWSER,
                f"--user-data-dir={profile}",
                f"--window-size={A4_DOTS[0]},{A4_DOTS[1]}",
                f"--screenshot={picture}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
