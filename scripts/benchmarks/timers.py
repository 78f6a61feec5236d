"""How late timers ring while speech is recognised: with 1, 100 and 1,000 timers.

The real loop, clock and disk in this process, and the PocketSphinx worker decoding recordings
without a pause in another one. Lengths are drawn at random, so that ends come in between; at last
all timers end in the same moment. The first run compiles the recogniser's language model.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from scripts.benchmarks.tables import DOCUMENT, load, machine, markdown, write_block
from voice_skill.app import App
from voice_skill.app_audio import open_recognizer
from voice_skill.audio.wav import read_recording
from voice_skill.clock import SystemClock
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.events import Now
from voice_skill.core.snapshot import to_records
from voice_skill.core.state import State
from voice_skill.core.timers import Timer, TimerBook
from voice_skill.engine import Engine
from voice_skill.ports import Recognizer
from voice_skill.server import Server
from voice_skill.storage.sqlite_store import SqliteStore

RECORDINGS = Path(__file__).parents[2] / "models" / "self_test"
COUNTS = (1, 100, 1000)
ROUNDS = {1: 20, 100: 1, 1000: 1}
FIRST_END_S = 1.0
SPREAD_S = {1: 0.5, 100: 10.0, 1000: 20.0}


@dataclass
class Ears:
    """The Outlet port; remembers when each timer was first rung."""

    clock: SystemClock
    rung_at_s: dict[int, float]

    def say(self, text: str, *_: object) -> None:
        """Not a ring."""

    def ring(self, text: str, timer_ids: tuple[int, ...], *_: object) -> None:
        """The moment at which the loudspeaker would be told."""
        now_s = self.clock.monotonic_s()
        for timer_id in timer_ids:
            self.rung_at_s.setdefault(timer_id, now_s)

    def silence(self) -> None:
        """Not a ring."""


def lateness_s(app: App, lengths_s: list[float]) -> list[float]:
    """Seconds from the end of each of these timers to its ring."""
    clock = SystemClock()
    ears = Ears(clock, {})
    with tempfile.TemporaryDirectory() as folder:
        server, store = Server(Path(folder) / "run", clock), SqliteStore(Path(folder) / "state")
        now = Now(clock.monotonic_s(), clock.wall(), clock.synced(), clock.boot_id())
        ends_s = {number: now.monotonic_s + each for number, each in enumerate(lengths_s, 1)}
        timers = tuple(
            Timer(number, "custom", f"number {number}", lengths_s[number - 1], "running", end_s)
            for number, end_s in ends_s.items()
        )
        store.save(to_records(State(book=TimerBook(timers, len(timers) + 1)), now))
        rules = Dialogue(app.content.knowledge)
        engine = Engine(rules, app.understand, store, clock, ears, checkpoint_s=5.0)
        engine.start()
        server.run(engine, until=lambda: len(ears.rung_at_s) == len(ends_s))
        engine.close()
        server.close()
    return [ears.rung_at_s[number] - end_s for number, end_s in ends_s.items()]


@contextmanager
def recognising(app: App) -> Iterator[list[float]]:
    """Recordings are decoded one after another; the list grows by the seconds of each."""
    with_sphinx = replace(app.settings.recognizer, engine="pocketsphinx")
    app = replace(app, settings=replace(app.settings, recognizer=with_sphinx))
    recognizer, _ = open_recognizer(app)
    recordings = [read_recording(path) for path in sorted(RECORDINGS.glob("*.wav"))]
    recognizer.transcribe(recordings[0])
    ended, decoded_s = threading.Event(), []
    work = threading.Thread(target=decode, args=(recognizer, recordings, ended, decoded_s))
    work.start()
    try:
        yield decoded_s
    finally:
        ended.set()
        work.join()
        recognizer.close()


def decode(
    recognizer: Recognizer, recordings: list[bytes], ended: threading.Event, into: list[float]
) -> None:
    """Without a pause, until it is ended."""
    while not ended.is_set():
        for recording in recordings:
            into.append(recognizer.transcribe(recording).audio_s)


def rounds(chance: random.Random) -> Iterator[tuple[str, list[float]]]:
    """A name for the figures, and the lengths of the timers of one round."""
    for count in COUNTS:
        for _ in range(ROUNDS[count]):
            spread_s = SPREAD_S[count]
            lengths_s = [FIRST_END_S + chance.uniform(0, spread_s) for _ in range(count)]
            yield f"timers_{count}", lengths_s
    yield "same_moment_1000", [FIRST_END_S + 2.0] * COUNTS[-1]


def measured(quiet: bool) -> dict[str, float | int]:
    """Every figure under its flat key; lateness in milliseconds."""
    app = App.of_user()
    late_ms: dict[str, list[float]] = {}
    with recognising(app) as decoded_s:
        for name, lengths_s in tqdm(list(rounds(random.Random(1))), disable=quiet or None):
            late = lateness_s(app, lengths_s)
            late_ms.setdefault(name, []).extend(1000 * each for each in late)
    figures: dict[str, float | int] = {"recordings_decoded": len(decoded_s)}
    for name, values in late_ms.items():
        hundredths = statistics.quantiles(values, n=100, method="inclusive")
        figures[f"{name}_p50_ms"] = round(hundredths[49], 1)
        figures[f"{name}_p99_ms"] = round(hundredths[98], 1)
        figures[f"{name}_longest_ms"] = round(max(values), 1)
    return figures


def table(figures: dict[str, float | int]) -> str:
    """What stands in the documents."""
    titles = {f"timers_{count}": f"{count:,} at once" for count in COUNTS}
    titles["same_moment_1000"] = "1,000 that end in one moment"
    header = ["rings late by, ms", "median", "99 of 100 within", "longest"]
    measures = ("p50_ms", "p99_ms", "longest_ms")
    rows = [
        [title, *(str(figures[f"{name}_{measure}"]) for measure in measures)]
        for name, title in titles.items()
    ]
    return f"{markdown(header, rows)}\n\n{machine()}, with a load of {load()}."


def main() -> None:
    """Print the figures for people, and with --json for scripts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--write", action="store_true", help=f"into docs/{DOCUMENT.name}")
    arguments = parser.parse_args()
    as_json = arguments.json
    figures = measured(as_json)
    if arguments.write and figures["recordings_decoded"]:
        write_block(DOCUMENT, "timers", table(figures))
    for name, value in figures.items():
        print(f"{name:40} {value}")
    if as_json:
        print(json.dumps(figures))
    if not figures["recordings_decoded"]:
        sys.exit("Nothing was recognised meanwhile, so these figures say nothing.")


if __name__ == "__main__":
    main()
