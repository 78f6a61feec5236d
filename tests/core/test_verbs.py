"""Every verb on no, one and many timers, from the table in verb_table.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.simulated import Simulated, simulation

TIMERS = {
    "none": [],
    "one": ["set a timer for ten minutes"],
    "many": [
        "set a timer for ten minutes",
        "set a pizza timer for twelve minutes",
        "start the shower for fifteen minutes",
    ],
}
TABLE = yaml.safe_load((Path(__file__).parent / "verb_table.yaml").read_text(encoding="utf-8"))
CELLS = [
    pytest.param(row, timers, id=f"{row['verb']}, {timers}") for row in TABLE for timers in TIMERS
]
MOST_WORDS = 8
"""Of a confirmation; "the ten minute timer" counts as it is said."""


def _prepared(row: dict[str, Any], timers: str) -> Simulated:
    simulated = simulation()
    for text in TIMERS[timers]:
        simulated.answer({"text": text})
    simulated.answer({"advance_s": 60})
    for each in row.get("first", []):
        simulated.answer({"text": each} if isinstance(each, str) else {"advance_s": each})
    return simulated


@pytest.mark.parametrize(("row", "timers"), CELLS)
def test_verb(row: dict[str, Any], timers: str) -> None:
    simulated = _prepared(row, timers)
    before = simulated.answer({})["timers"]
    line = simulated.answer({"text": row["say"]})
    assert line["say"] == row[timers]
    if "wrong" in row["verb"] or "which" in str(line["expecting"]):
        assert line["timers"] == before


@pytest.mark.parametrize("row", [row for row in TABLE if row["verb"] in ("cancel", "pause", "add")])
def test_confirmations_are_short(row: dict[str, Any]) -> None:
    assert len(row["one"].split()) <= MOST_WORDS
