"""How fast it answers hands-free, and what it costs: the real service in a room of its own.

A sound server without hardware carries a synthetic voice to its microphone and records its
loudspeaker. "First sound" counts from the end of the silence that ends an utterance, 0.8 s after
the last word, to the first sound of the reply. The rival is PocketSphinx alone: the same words are
in its memory, and it is done when it has their text.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmarks.flite import MISSING, has_flite, spoken
from scripts.benchmarks.processes import cpu_s, memory_pss_mb
from scripts.benchmarks.recordings import as_pcm
from scripts.benchmarks.room import Room

ENDPOINT_S = 0.8
IDLE_S = 30.0
PATIENCE_S = 60.0
PHRASE = "computer"
QUESTIONS = (
    "how long should i keep the ice on",
    "what time is it",
    "how many minutes of heat",
    "how do i get up from the bed",
)
LONG = "how do i get up from the bed\n"


class Service:
    """One `voice-skill run` with a room around it."""

    def __init__(self, room: Room, folder: Path) -> None:
        self.room = room
        self._log = folder / "said.txt"
        self._written = self._log.open("wb")
        command = [sys.executable, "-m", "voice_skill", "run"]
        self.process = subprocess.Popen(
            command,
            env=room.environment,
            stdin=subprocess.PIPE,
            stdout=self._written,
            stderr=self._written,
        )

    def text(self) -> str:
        """Everything that it has printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def type(self, line: str) -> None:
        """As on a keyboard."""
        assert self.process.stdin
        self.process.stdin.write(line.encode())
        self.process.stdin.flush()

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
        self._written.close()


def until(true: Callable[[], bool], what: str, timeout_s: float = PATIENCE_S) -> None:
    """Wait for it. Raises SystemExit."""
    until_s = time.monotonic() + timeout_s
    while not true():
        if time.monotonic() > until_s:
            raise SystemExit(f"{what} did not come within {timeout_s:g} s.")
        time.sleep(0.02)


@contextmanager
def service(folder: Path) -> Iterator[tuple[Service, float]]:
    """It listens, and how many seconds that took."""
    with Room(folder) as room:
        began_s = time.monotonic()
        running = Service(room, folder)
        try:
            until(lambda: "Enter works as well." in running.text(), "the microphone", 300.0)
            yield running, time.monotonic() - began_s
        finally:
            running.close()


def first_sound_s(running: Service, question: str, voice: str) -> float | None:
    """Seconds from the endpoint to the reply; None where it was not heard."""
    before = running.text().count("I heard:")
    with running.room.record() as (room, out):
        running.room.say(f"{PHRASE} {question}", voice)
        ended_s = room.last_sound_s()
        try:
            until(lambda: running.text().count("I heard:") > before, "a reply", 15.0)
            until(lambda: out.first_sound_s(after_s=ended_s) is not None, "its sound", 15.0)
        except SystemExit:
            return None
        began_s = out.first_sound_s(after_s=ended_s)
        running.type("stop\n")
        out.until_silent()
    return None if began_s is None else began_s - ended_s - ENDPOINT_S


def silence_after_stop_s(running: Service, voice: str) -> float | None:
    """Seconds from the end of "stop" until its own voice is silent; None where it spoke on."""
    with running.room.record() as (room, out):
        running.type(LONG)
        until(lambda: out.loud_s() > 1.0, "a long answer", 30.0)
        running.room.say("stop", voice)
        ended_s = room.last_sound_s()
        time.sleep(1.5)
        silent_s = out.silence_s(after_s=ended_s - 0.5)
        running.type("stop\n")
        out.until_silent()
    return None if silent_s is None or silent_s > ended_s + 1.4 else silent_s - ended_s


def rival_text_s() -> list[float]:
    """Seconds that PocketSphinx takes for the text of each question, nothing around it."""
    from voice_skill.app import App
    from voice_skill.app_audio import language_model
    from voice_skill.recognizers.language_model import DICTIONARY, LANGUAGE_MODEL

    folder = language_model(App.of_user())
    from pocketsphinx import Decoder, get_model_path

    decoder = Decoder(
        hmm=get_model_path("en-us/en-us"),
        lm=str(folder / LANGUAGE_MODEL),
        dict=str(folder / DICTIONARY),
        loglevel="FATAL",
    )
    taken = []
    for question in QUESTIONS:
        pcm = as_pcm(spoken(question, "slt"))
        began_s = time.monotonic()
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        taken.append(time.monotonic() - began_s)
    return taken


def measured(rounds: int, folder: Path) -> dict[str, float | int | None]:
    """Every figure under its flat key; times in ms unless named otherwise."""
    from voice_skill.app import App
    from voice_skill.app_audio import language_model

    os.environ.setdefault("XDG_CACHE_HOME", str(folder / "cache"))
    language_model(App.of_user())  # compiled once for each content, and not with each start
    with service(folder) as (running, ready_s):
        time.sleep(3.0)
        idle_s = cpu_s(running.process.pid)
        time.sleep(IDLE_S)
        idle_s = cpu_s(running.process.pid) - idle_s
        sounds, stops, asked = [], [], 0
        for number in range(rounds):
            for question in QUESTIONS:
                asked += 1
                sounds.append(first_sound_s(running, question, ("slt", "rms")[number % 2]))
            stops.append(silence_after_stop_s(running, ("slt", "rms")[number % 2]))
        memory_mb = memory_pss_mb(running.process.pid)
    rival = rival_text_s()
    heard = [value for value in sounds if value is not None]
    stopped = [value for value in stops if value is not None]
    return {
        "first_sound_p50_ms": _ms(_part(heard, 0.5)),
        "first_sound_p95_ms": _ms(_part(heard, 0.95)),
        "stop_to_silence_p95_ms": _ms(_part(stopped, 0.95)),
        "stop_to_silence_p50_ms": _ms(_part(stopped, 0.5)),
        "idle_cpu_percent": round(100 * idle_s / IDLE_S, 1),
        "memory_pss_mb": round(memory_mb),
        "ready_s": round(ready_s, 1),
        "rival_first_text_p50_ms": _ms(statistics.median(rival)),
        "questions": asked,
        "heard": len(heard),
        "stops": len(stops),
        "stopped": len(stopped),
        "load": round(os.getloadavg()[0], 1),
    }


def _part(values: list[float], share: float) -> float | None:
    if not values:
        return None
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(1000 * seconds)


def main() -> None:
    """Print the figures for people, and with --json for scripts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4, help="four questions and a stop each")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    if not has_flite():
        raise SystemExit(MISSING)
    with tempfile.TemporaryDirectory(prefix="room-") as folder:
        figures = measured(options.rounds, Path(folder))
    for name, value in figures.items():
        print(f"{name:30} {value}")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
