"""Another domain by --intents: the coffee orders of a public benchmark, from recording to slots."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from scripts.benchmarks.recognition import COFFEE, jsgf
from scripts.benchmarks.recordings import MISSING, as_pcm, coffee_slots, mixed, recordings
from tests.processes import Home

FEW = 12
ENOUGH = 10
"""Of twelve; `scripts/bench recognition` counts them all."""


def test_real_orders_come_out_with_all_their_slots(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    orders = recordings("commands")
    if not orders:
        pytest.skip(MISSING)
    chosen = orders[:: len(orders) // FEW][:FEW]
    files = [tmp_path / f"{order.id}.wav" for order in chosen]
    for file, order in zip(files, chosen, strict=True):
        with wave.open(str(file), "wb") as recording:
            recording.setparams((1, 2, 16_000, 0, "NONE", ""))
            recording.writeframes(as_pcm(order.samples))
    home = Home(tmp_path, tmp_path_factory.getbasetemp() / "cache")
    done = home.run("hear", *files, "--intents", COFFEE, "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    truth = coffee_slots()
    right = [
        line["intent"] == "orderDrink" and line["slots"] == truth[order.id]
        for line, order in zip(lines, chosen, strict=True)
    ]
    assert sum(right) >= ENOUGH, [line.get("text") for line in lines]


def test_every_label_can_be_said_in_the_grammar() -> None:
    if not recordings("commands"):
        pytest.skip(MISSING)
    said = {value for slots in coffee_slots().values() for value in slots.values()}
    grammar = jsgf()
    assert all(f" {value}" in grammar for value in said)


def test_noise_is_mixed_as_asked_and_the_same_every_time() -> None:
    orders = recordings("commands")
    if not orders:
        pytest.skip(MISSING)
    noise = next(each.samples for each in recordings("noise") if each.columns["kind"] == "kitchen")
    sound = orders[0].samples
    loud, soft = mixed(sound, noise, 0.0, 1), mixed(sound, noise, 40.0, 1)
    assert abs(loud).max() == pytest.approx(0.5) and (loud == mixed(sound, noise, 0.0, 1)).all()
    assert loud[: len(loud) // 10].std() > 10 * soft[: len(soft) // 10].std()
