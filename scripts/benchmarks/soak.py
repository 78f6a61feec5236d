"""A night in short: noise and people who read aloud, and now and then somebody in bed.

The real service listens in a room without hardware. What is not for it plays all the time; every
three minutes somebody wakes it and asks, and every five a timer that was typed must ring. Nothing
else may be taken for an order. It runs for as long as was asked: 30 minutes by itself, hours for
the growth of its memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from scripts.benchmarks.flite import MISSING as NO_FLITE
from scripts.benchmarks.flite import has_flite
from scripts.benchmarks.handsfree import PHRASE, QUESTIONS
from scripts.benchmarks.processes import cpu_s, memory_pss_mb
from scripts.benchmarks.recordings import MISSING, as_pcm, recordings
from scripts.benchmarks.service import Service, service
from scripts.benchmarks.tables import machine
from voice_skill.ear_hooks import TOO_BUSY as TOO_BUSY_TEXT

RATE_HZ = 16_000
COMMAND_EVERY_S, TIMER_EVERY_S = 180.0, 300.0
TIMER = "start a shower timer for forty seconds\n"
TIMER_TAKES_S = 80.0
"""Until it has rung for certain; none is begun that could not."""
RINGS = "shower is done"
HEARD, LOST = "I heard:", "I cannot hear the microphone."
TOO_BUSY = re.compile(TOO_BUSY_TEXT.format(pieces=r"(\d+)"))
ANSWERED_WITHIN_S = 12.0
SETTLED_S = 120.0
"""Memory grows until everything has been used once."""
NOISE_PIECE = 8 * RATE_HZ
_QUIET = 0.1
"""As loud as somebody who reads in the next room: a tenth of full scale at its peak."""
VOICES = ("slt", "rms", "awb")


@dataclass
class Night:
    """What was counted."""

    asked: int = 0
    heard: int = 0
    false: int = 0
    """What was taken for a wake phrase or an order, and nobody had said one."""
    timers: int = 0
    rang: int = 0
    lost_microphone: int = 0
    overflows: int = 0
    """Blocks of sound that nobody read in time."""
    memory_mb: list[float] = field(default_factory=list)


def murmur() -> Iterator[bytes]:
    """Pieces of what is not for it, for ever: read sentences and noise by turns."""
    import numpy as np

    dice = random.Random(5)
    sentences = [each.samples for each in recordings("sentences")]
    noises = [each.samples for each in recordings("noise")]
    while True:
        for pieces in (sentences, noises):
            samples = dice.choice(pieces)
            start = dice.randrange(max(1, len(samples) - NOISE_PIECE))
            piece: Any = samples[start : start + NOISE_PIECE]
            yield as_pcm(_QUIET * piece / max(1e-6, float(np.abs(piece).max())))


def spend(running: Service, seconds: float) -> Night:
    """Live through so many seconds."""
    night, pieces, began_s = Night(), murmur(), time.monotonic()
    next_command_s, next_timer_s, next_look_s = COMMAND_EVERY_S / 2, 10.0, SETTLED_S
    with tqdm(total=round(seconds), unit="s", desc="night", disable=None) as bar:
        while (now_s := time.monotonic() - began_s) < seconds:
            bar.update(round(now_s) - bar.n)
            before = _takes(running)
            running.room.play(next(pieces))
            night.false += _takes(running) - before
            if next_timer_s <= now_s < seconds - TIMER_TAKES_S:
                next_timer_s += TIMER_EVERY_S
                night.timers += 1
                running.type(TIMER)
            if running.text().count(RINGS) > night.rang:
                night.rang += 1
                running.type("stop\n")
            if now_s >= next_command_s:
                next_command_s += COMMAND_EVERY_S
                night.asked += 1
                night.heard += asks(running, night.asked)
            if now_s >= next_look_s:
                next_look_s += 60.0
                night.memory_mb.append(memory_pss_mb(running.process.pid))
    night.lost_microphone = running.text().count(LOST)
    night.overflows = sum(map(int, TOO_BUSY.findall(running.text())))
    return night


def _takes(running: Service) -> int:
    text = running.text()
    return text.count(HEARD) + text.count("Listening.")


def asks(running: Service, number: int) -> bool:
    """Somebody wakes it and asks in one breath; whether it was heard."""
    before = running.text().count(HEARD)
    question = QUESTIONS[number % len(QUESTIONS)]
    running.room.say(f"{PHRASE} {question}", VOICES[number % len(VOICES)])
    until_s = time.monotonic() + ANSWERED_WITHIN_S
    while running.text().count(HEARD) == before and time.monotonic() < until_s:
        time.sleep(0.1)
    heard = running.text().count(HEARD) > before
    time.sleep(9.0)  # until it needs its wake phrase again
    return heard


def measured(minutes: float, folder: Path) -> dict[str, float | int]:
    """Every figure of one night under its flat key."""
    from voice_skill.app import App
    from voice_skill.app_audio import language_model

    os.environ.setdefault("XDG_CACHE_HOME", str(folder / "cache"))
    language_model(App.of_user())
    with service(folder) as (running, _):
        spent_s, began_s = cpu_s(running.process.pid), time.monotonic()
        night = spend(running, minutes * 60.0)
        spent_s = cpu_s(running.process.pid) - spent_s
        lasted_s = time.monotonic() - began_s
    memory = night.memory_mb or [0.0]
    return {
        "minutes": round(lasted_s / 60.0, 1),
        "commands": night.asked,
        "heard": night.heard,
        "taken_for_us": night.false,
        "timers": night.timers,
        "timers_lost": night.timers - night.rang,
        "microphone_lost": night.lost_microphone,
        "blocks_lost": night.overflows,
        "cpu_percent": round(100 * spent_s / lasted_s, 1),
        "memory_first_mb": round(memory[0]),
        "memory_last_mb": round(memory[-1]),
    }


def main() -> None:
    """Print the figures, and with --json one object on the last line."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long; usually 30")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    if not has_flite():
        raise SystemExit(NO_FLITE)
    if not recordings("sentences"):
        raise SystemExit(MISSING)
    with tempfile.TemporaryDirectory(prefix="room-") as folder:
        figures = measured(options.minutes, Path(folder))
    for name, value in figures.items():
        print(f"{name:30} {value}")
    print(machine())
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
