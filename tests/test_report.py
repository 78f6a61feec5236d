"""The page for a doctor: what it counts, that it is safe to open, and how a browser sees it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_diary import _say, home
from voice_skill.cli import main
from voice_skill.core.diary import Entry
from voice_skill.report import summarise
from voice_skill.report_page import page
from voice_skill.report_plot import draw

__all__ = ["home"]

START = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 24, tzinfo=UTC)


def _entry(number: int, days: float, kind: str, **details: object) -> Entry:
    at = (START + timedelta(days=days)).isoformat(timespec="seconds")
    return Entry(number, at, kind, details)


WEEK = [
    _entry(1, 0, "pain", pain=7),
    _entry(2, 0.5, "pain", pain=4),
    _entry(3, 0.1, "ice", minutes=15),
    _entry(4, 0.3, "ice", minutes=10),
    _entry(5, 3, "pain", pain=5),
    _entry(6, 3, "medicine", medicine="naproxen", what="naproxen", event="taken"),
    _entry(7, 4, "medicine", medicine="naproxen", what="naproxen", event="skipped"),
    _entry(8, 4, "feeling", feeling="better"),
    _entry(9, 4, "routine", routine="get_up", feeling="better"),
    _entry(10, 4, "note", what="<script>alert('1')</script> & more"),
]


def test_it_counts_what_was_noted() -> None:
    report = summarise(WEEK, 90)
    assert report is not None
    assert (report.first, report.last, report.length_days) == (
        date(2026, 11, 2),
        date(2026, 11, 6),
        5,
    )
    assert dict(report.facts()) == {
        "Days with entries": "3 of 5",
        "Pain, 0 to 10": "median 5, lowest 4, highest 7; noted 3 times on 2 days",
        "Before noon": "median pain 6",
        "After noon": "median pain 4",
        "Said to be": "better once",
        "Ice": "on 1 day, 25 minutes in all",
        "Naproxen, as said": "taken once, skipped once",
    }


def test_only_the_last_days_are_on_it() -> None:
    report = summarise(WEEK, 2)
    assert report is not None
    assert [day.day for day in report.days] == [date(2026, 11, 5), date(2026, 11, 6)]


def test_what_was_said_cannot_become_part_of_the_page() -> None:
    report = summarise(WEEK, 90)
    assert report is not None
    text = page(report, "<svg></svg>", WRITTEN)
    assert "<script" not in text
    assert "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; more" in text
    assert "get up, better" in text


def test_the_same_diary_gives_the_same_drawing_and_breaks_the_line_where_a_day_is_missing() -> None:
    report = summarise(WEEK, 90)
    assert report is not None
    drawing = draw(report)
    assert drawing == draw(report)
    assert ElementTree.fromstring(drawing).tag.endswith("svg")


def test_weeks_are_compared_from_the_newest_back() -> None:
    entries = [
        _entry(1, 0, "pain", pain=8),
        _entry(2, 0, "ice", minutes=15),
        _entry(3, 12, "pain", pain=4),
        _entry(4, 13.5, "pain", pain=3),
        _entry(5, 13, "medicine", medicine="naproxen", what="naproxen", event="taken"),
        _entry(6, 15, "pain", pain=2),
    ]
    report = summarise(entries, 90)
    assert report is not None
    weeks = report.weeks()
    assert [(week.first.day, week.last.day) for week in weeks] == [(11, 17), (4, 10), (2, 3)]
    newest, middle, oldest = (week.report for week in weeks)
    assert (newest.median_pain(True), newest.median_pain(False), newest.taken()) == (3, 3, 1)
    assert (middle.median_pain(True), middle.minutes("ice")) == (None, 0)
    assert (oldest.median_pain(True), oldest.minutes("ice")) == (8, 15)
    text = page(report, "", WRITTEN)
    assert "Week by week" in text and "<figure" not in text
    assert "<th>Tue 17 Nov</th><td>3</td><td>3</td><td>-</td><td>-</td><td>1</td>" in text


def test_a_short_diary_has_no_weeks() -> None:
    report = summarise(WEEK, 90)
    assert report is not None and report.weeks() == []
    assert "Week by week" not in page(report, "", WRITTEN)


def test_only_what_was_noted_is_drawn() -> None:
    note = summarise([_entry(1, 0, "note", what="none")], 90)
    pain = summarise([_entry(1, 0, "pain", pain=3)], 90)
    both = summarise(WEEK, 90)
    assert note and pain and both
    assert draw(note) == ""
    assert "Minutes a day" not in draw(pain) and "Pain (10 is the worst)" in draw(pain)
    assert "Minutes a day" in draw(both) and ">heat<" not in draw(both)


def test_sleep_is_told_in_hours() -> None:
    report = summarise([_entry(1, 0, "sleep", duration_s=21600.0, heard="i slept six hours")], 9)
    assert report is not None and "sleep: 6 hours" in page(report, "", WRITTEN)


_DETAILS = {
    "pain": st.fixed_dictionaries({"pain": st.integers(0, 10)}),
    "feeling": st.fixed_dictionaries({"feeling": st.sampled_from(["better", "same", "worse"])}),
    "ice": st.fixed_dictionaries({"minutes": st.integers(0, 20)}),
    "medicine": st.fixed_dictionaries(
        {"medicine": st.none() | st.text(), "what": st.text(), "event": st.text()}
    ),
    "note": st.fixed_dictionaries({"what": st.text()}),
    "a kind of tomorrow": st.dictionaries(st.text(), st.text() | st.none() | st.integers()),
}
_ENTRY = st.sampled_from(sorted(_DETAILS)).flatmap(
    lambda kind: st.tuples(st.floats(0, 400), st.just(kind), _DETAILS[kind])
)


@given(st.lists(_ENTRY, min_size=1, max_size=20), st.integers(1, 90))
def test_any_diary_makes_a_page_with_a_row_for_each_day(
    noted: list[tuple[float, str, dict[str, object]]], days: int
) -> None:
    entries = [_entry(n, day, kind, **details) for n, (day, kind, details) in enumerate(noted)]
    report = summarise(entries, days)
    assert report is not None
    assert report.length_days <= days
    text = page(report, "<svg></svg>", WRITTEN)
    assert text.count("<tr><td>") == len(report.days) >= 1


def test_an_empty_diary_says_how_to_begin(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diary", "report", str(home / "diary.html")]) == 1
    assert "my pain is four" in capsys.readouterr().err
    assert not (home / "diary.html").exists()


def test_a_page_that_is_there_is_kept(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _say(home / "voice_skill", "my pain is six")
    (home / "diary.html").write_text("mine")
    assert main(["diary", "report", str(home / "diary.html")]) == 1
    assert "name another file" in capsys.readouterr().err
    assert (home / "diary.html").read_text() == "mine"


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_browser_shows_it_and_asks_nobody(home: Path) -> None:
    _say(
        home / "voice_skill",
        "my pain is six",
        "i took a naproxen",
        "note in my diary it caught",
    )
    assert main(["diary", "report", str(home / "diary.html")]) == 0
    assert (home / "diary.html").stat().st_mode & 0o777 == 0o600
    browser = subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--enable-logging=stderr",
            f"--user-data-dir={home / 'chromium'}",
            "--dump-dom",
            (home / "diary.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    # What the page did shows as a console message of its own; the rest is the browser's talk.
    assert "CONSOLE" not in browser.stderr
    shown = browser.stdout
    assert "<svg" in shown and "Pain, 0 to 10" in shown
    assert "median 6, lowest 6, highest 6; noted once on 1 day" in shown
    assert "naproxen" in shown and "it caught" in shown
