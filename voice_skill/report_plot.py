"""The curves of the report as one SVG, by matplotlib: it knows how to set dates and legends.

An extra, voice-skill[report], since only this page needs it.
"""

from __future__ import annotations

import io
from datetime import timedelta
from math import nan
from statistics import median
from typing import Any

from voice_skill.core.errors import VoiceSkillError
from voice_skill.report import MORNING_ENDS_HOUR, Day, Report

_SIZE_IN = (7.6, 4.6)
_INK, _ICE, _HEAT = "#222222", "#2b6ca3", "#c0532b"
_FEWEST_DAYS = 10
"""A diary of three days is not stretched over the whole page."""
_BAR_DAYS = 0.38
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

    The same report gives the same text. Raises VoiceSkillError where matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise VoiceSkillError(
            "The report draws with matplotlib: run `pip install 'voice-skill[report]'` first."
        ) from error
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE_IN, layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        _draw_pain(above, report)
        _draw_minutes(below, report)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


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
            label=label,
        )
    axes.set_ylim(-0.5, 10.5)
    axes.set_yticks(range(0, 11, 2))
    axes.set_ylabel("Pain, 0 to 10")
    axes.grid(axis="y", alpha=0.25)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)


def _draw_minutes(axes: Any, report: Report) -> None:
    for kind, colour, shift in (("ice", _ICE, -_BAR_DAYS / 2), ("heat", _HEAT, _BAR_DAYS / 2)):
        axes.bar(
            [_x(report, day) + shift for day in report.days],
            [day.minutes[kind] for day in report.days],
            width=_BAR_DAYS,
            color=colour,
            label=kind,
        )
    shown = max(report.length_days, _FEWEST_DAYS)
    step = 1 + shown // _FEWEST_DAYS
    marks = range(0, shown, step)
    axes.set_xlim(0, shown)
    axes.set_xticks([mark + 0.5 for mark in marks])
    axes.set_xticklabels([_short(report, mark) for mark in marks])
    most = max([10, *(day.minutes[kind] for day in report.days for kind in ("ice", "heat"))])
    axes.set_ylim(0, most * 1.1)
    axes.set_ylabel("Minutes")
    axes.grid(axis="y", alpha=0.25)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)


def _short(report: Report, number: int) -> str:
    day = report.first + timedelta(days=number)
    return f"{day.day} {day:%b}"
