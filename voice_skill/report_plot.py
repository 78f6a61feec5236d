"""The curves of the report as one SVG, by matplotlib: it knows how to set dates and legends.

An extra, voice-skill[report], since only this page needs it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from math import nan
from statistics import median
from typing import Any

from voice_skill.core.errors import VoiceSkillError
from voice_skill.report import MORNING_ENDS_HOUR, Day, Report

_SIZE_IN = (7.6, 4.6)
_HEIGHTS = (3, 2)
"""Of the pain, and of ice and heat."""
_INK = "#222222"
_FEWEST_DAYS = 10
"""A diary of three days is not stretched over the whole page."""
_BAR_DAYS = 0.38
_COLOURS = {"ice": ("#2b6ca3", -_BAR_DAYS / 2), "heat": ("#c0532b", _BAR_DAYS / 2)}
"""Of the bars, and where they stand beside the middle of the day."""
_DENSE_DAYS = 45
"""From so many days on the marks are small, or nobody sees the line."""
_STYLE: Any = {
    "svg.hashsalt": "voice_skill",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(report: Report) -> str:
    """An <svg> element: pain above, minutes of ice and heat below, on the same days.

    Only what was noted is drawn; without any of it there is no drawing but an empty text. The same
    report gives the same text. Raises VoiceSkillError where matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise VoiceSkillError(
            "The report draws with matplotlib: run `pip install 'voice-skill[report]'` first."
        ) from error
    parts = _parts(report)
    if not parts:
        return ""
    with matplotlib.rc_context(_STYLE):
        heights = [height for _, height in parts]
        size = (_SIZE_IN[0], _SIZE_IN[1] * sum(heights) / sum(_HEIGHTS))
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots(len(parts), 1, sharex=True, height_ratios=heights, squeeze=False)
        for place, (draw_part, _) in enumerate(parts):
            draw_part(axes[place][0], report)
        _mark_days(axes[-1][0], report)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


def _parts(report: Report) -> list[tuple[Callable[[Any, Report], None], int]]:
    """What there is to draw, from above, and how high it is."""
    pain = any(day.pains for day in report.days)
    skin = any(day.minutes[kind] for day in report.days for kind in _COLOURS)
    both = ((_draw_pain, _HEIGHTS[0], pain), (_draw_minutes, _HEIGHTS[1], skin))
    return [(draw_part, height) for draw_part, height, there in both if there]


def _x(report: Report, day: Day, hour: float = 12.0) -> float:
    """Days since the first, at noon where no hour is given."""
    return (day.day - report.first).days + hour / 24


def _draw_pain(axes: Any, report: Report) -> None:
    noted = [
        (_x(report, day, hour), pain, hour < MORNING_ENDS_HOUR)
        for day in report.days
        for hour, pain in day.pains
    ]
    # A day without a figure breaks the line: nobody knows what it was.
    medians = [nan] * report.length_days
    for day in report.days:
        if day.pains:
            medians[(day.day - report.first).days] = median(pain for _, pain in day.pains)
    middles = [number + 0.5 for number in range(report.length_days)]
    size = 3.5 if report.length_days > _DENSE_DAYS else 6
    axes.plot(middles, medians, color=_INK, linewidth=1, alpha=0.5, label="median of the day")
    for morning, marker, face, label in (
        (True, "o", _INK, "before noon"),
        (False, "s", "white", "after noon"),
    ):
        points = [(x, pain) for x, pain, early in noted if early is morning]
        axes.plot(
            [x for x, _ in points],
            [pain for _, pain in points],
            marker,
            color=_INK,
            markerfacecolor=face,
            markersize=size,
            label=label,
            clip_on=False,
        )
    axes.set_ylim(-0.5, 10.5)
    axes.set_yticks(range(0, 11, 2))
    axes.set_ylabel("Pain (10 is the worst)")
    axes.grid(axis="y", alpha=0.25)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)


def _draw_minutes(axes: Any, report: Report) -> None:
    for kind, (colour, shift) in _COLOURS.items():
        if not any(day.minutes[kind] for day in report.days):
            continue
        axes.bar(
            [_x(report, day) + shift for day in report.days],
            [day.minutes[kind] for day in report.days],
            width=_BAR_DAYS,
            color=colour,
            label=kind,
        )
    most = max([10, *(day.minutes[kind] for day in report.days for kind in _COLOURS)])
    axes.set_ylim(0, most * 1.1)
    axes.set_ylabel("Minutes a day")
    axes.grid(axis="y", alpha=0.25)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)


def _mark_days(axes: Any, report: Report) -> None:
    """The days below the lowest drawing; weeks where there are many."""
    shown = max(report.length_days, _FEWEST_DAYS)
    step = 1 + shown // _FEWEST_DAYS
    step = step if step < 7 else -(-step // 7) * 7
    marks = range(0, shown, step)
    axes.set_xlim(-0.3, shown + 0.3)
    axes.set_xticks([mark + 0.5 for mark in marks])
    axes.set_xticklabels([_short(report, mark) for mark in marks])


def _short(report: Report, number: int) -> str:
    day = report.first + timedelta(days=number)
    return f"{day.day} {day:%b}"
