"""A routine as a record that is saved, and back: paused, and asking before it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from voice_skill.core.routine_run import Run, paused

FORGOTTEN_S = 2 * 3600.0
"""A routine that was left this long ago is not asked about any more."""


def to_body(run: Run) -> dict[str, Any]:
    """What a routine needs to be gone on with; where it was within its step is lost."""
    return {
        "id": run.id,
        "trail": list(run.trail),
        "steps": run.steps,
        "brief": run.brief,
        "pace": run.pace,
        "phase": run.phase,
        "repetition": run.repetition,
        "timers": [list(each) for each in run.timers],
        "answers": [list(each) for each in run.answers],
        "acted": sorted(run.acted),
        "text": run.text,
    }


def from_body(body: Mapping[str, Any], left_s: float, now_s: float) -> Run | None:
    """It never goes on by itself, not even after a crash of a second; long ago it is forgotten.

    `left_s` is when it was saved, in the monotonic seconds of today.
    """
    if now_s - left_s >= FORGOTTEN_S:
        return None
    saved = Run(
        str(body["id"]),
        tuple(int(place) for place in body["trail"]),
        int(body["steps"]),
        brief=bool(body["brief"]),
        pace=float(body["pace"]),
        phase=str(body["phase"]),
        repetition=int(body["repetition"]),
        timers=tuple((int(place), int(timer_id)) for place, timer_id in body["timers"]),
        answers=tuple((int(place), str(said)) for place, said in body.get("answers", ())),
        acted=frozenset(int(place) for place in body["acted"]),
        text=str(body["text"]),
    )
    return replace(paused(saved, now_s), asks=True)
