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
import tempfile
import time
from pathlib import Path

from scripts.benchmarks.flite import MISSING, has_flite, spoken
from scripts.benchmarks.handsfree_silence import (
    after_cry_s,
    after_stop_in_ring_s,
    after_stop_in_words_s,
)
from scripts.benchmarks.processes import cpu_s, memory_pss_mb
from scripts.benchmarks.recordings import as_pcm
from scripts.benchmarks.service import Service, service, until
from scripts.benchmarks.tables import DOCUMENT, machine, markdown, write_block

ENDPOINT_S = 0.8
IDLE_S = 30.0
SILENCES_A_ROUND = 4
"""Stops over words, stops over a ring, and cries over a count, each."""
PHRASE = "computer"
QUESTIONS = (
    "how long should i keep the ice on",
    "what time is it",
    "how many minutes of heat",
    "how do i get up from the bed",
    "how often should i ice it",
    "what is a massage good for",
    "which doctor should i see",
    "when can i stretch",
)


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
        asked = [(text, voice) for voice in ("slt", "rms", "awb")[:rounds] for text in QUESTIONS]
        sounds = [first_sound_s(running, *each) for each in asked]
        tries = range(rounds * SILENCES_A_ROUND)
        stops = [after_stop_in_words_s(running, number) for number in tries]
        stops += [after_stop_in_ring_s(running, number) for number in tries]
        cries = [after_cry_s(running, number) for number in tries]
        memory_mb = memory_pss_mb(running.process.pid)
    rival = rival_text_s()
    heard, stopped, held = (
        [value for value in values if value is not None] for values in (sounds, stops, cries)
    )
    return {
        "first_sound_p50_ms": _ms(_part(heard, 0.5)),
        "first_sound_p95_ms": _ms(_part(heard, 0.95)),
        "stop_to_silence_p95_ms": _ms(_part(stopped, 0.95)),
        "stop_to_silence_p50_ms": _ms(_part(stopped, 0.5)),
        "hurt_to_hold_p50_ms": _ms(_part(held, 0.5)),
        "hurt_to_hold_p95_ms": _ms(_part(held, 0.95)),
        "idle_cpu_percent": round(100 * idle_s / IDLE_S, 1),
        "memory_pss_mb": round(memory_mb),
        "ready_s": round(ready_s, 1),
        "rival_first_text_p50_ms": _ms(statistics.median(rival)),
        "questions": len(asked),
        "heard": len(heard),
        "stops": len(stops),
        "stopped": len(stopped),
        "cries": len(cries),
        "held": len(held),
        "load": round(os.getloadavg()[0], 1),
    }


def _part(values: list[float], share: float) -> float | None:
    if not values:
        return None
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(1000 * seconds)


def table(figures: dict[str, float | int | None]) -> str:
    """The figures beside what was asked for, and the rival."""
    f = figures
    rows = [
        (
            "end of speech to first sound, after the 0.8 s of silence",
            f"{f['first_sound_p50_ms']} ms, 95 of 100 within {f['first_sound_p95_ms']} ms",
            "300 ms",
        ),
        ("questions heard", f"{f['heard']} of {f['questions']}", "–"),
        (
            'end of "stop" to silence',
            f"{f['stop_to_silence_p50_ms']} ms, 95 of 100 within {f['stop_to_silence_p95_ms']} ms",
            "95 of 100 within 300 ms",
        ),
        ("stops heard", f"{f['stopped']} of {f['stops']}", "–"),
        (
            "end of a cry to the end of the count",
            f"{f['hurt_to_hold_p50_ms']} ms, 95 of 100 within {f['hurt_to_hold_p95_ms']} ms",
            "400 ms",
        ),
        ("cries heard", f"{f['held']} of {f['cries']}", "–"),
        ("idle, share of a core", f"{f['idle_cpu_percent']} %", "5 %"),
        ("memory of all processes", f"{f['memory_pss_mb']} MB", "250 MB"),
        ("start to ready", f"{f['ready_s']} s", "–"),
        ("PocketSphinx alone, to the text", f"{f['rival_first_text_p50_ms']} ms", "–"),
    ]
    return f"{markdown(('', 'measured', 'asked for'), rows)}\n\n{machine()}, load {f['load']}."


def main() -> None:
    """Print the figures for people, and with --json for scripts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=3, choices=(1, 2, 3), help="one voice asks in each"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--write", action="store_true", help=f"into docs/{DOCUMENT.name}")
    options = parser.parse_args()
    if not has_flite():
        raise SystemExit(MISSING)
    with tempfile.TemporaryDirectory(prefix="room-") as folder:
        figures = measured(options.rounds, Path(folder))
    for name, value in figures.items():
        print(f"{name:30} {value}")
    if options.write:
        write_block(DOCUMENT, "handsfree", table(figures))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
