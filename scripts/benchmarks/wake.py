"""How often each wake phrase is missed, and how often it is heard where nobody said it.

Real voices say the phrases; read sentences, noise and the other phrases are what must not wake it.
Every clip goes through the product's own search, in pieces as from a microphone. A phrase that only
a synthetic voice says is marked so: its misses say little about people.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from scripts.benchmarks.flite import VOICES, has_flite, spoken
from scripts.benchmarks.recordings import MISSING, as_pcm, recordings
from scripts.benchmarks.tables import machine, markdown, write_block

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks.md"
RATE_HZ = 16_000
PIECE_BYTES = RATE_HZ // 10 * 2
REAL = ("computer", "jarvis", "smart mirror", "view glass", "marvin")
SYNTHETIC = ("hey nightstand",)
SILENCE = b"\2\0\376\377" * (RATE_HZ // 4)
"""Half a second after each clip: a phrase is found a little late."""


def clips(phrase: str, every: int) -> Iterator[tuple[str, bytes]]:
    """(set, PCM): "said" for the phrase itself; of the rest each `every`-th."""
    for clip in recordings("wake"):
        if clip.columns["phrase"] == phrase:
            yield "said", as_pcm(clip.samples)
    for clip in recordings("keywords"):
        if clip.columns["word"] == phrase and clip.columns["split"] == "dev":
            yield "said", as_pcm(clip.samples)
    if phrase in SYNTHETIC and has_flite():
        for voice in VOICES:
            yield "said", as_pcm(spoken(phrase, voice))
    others = [clip for clip in recordings("wake") if clip.columns["phrase"] != phrase]
    sets = (("other phrases", others), ("read sentences", recordings("sentences")))
    for name, found in (*sets, ("noise", recordings("noise"))):
        for clip in found[::every]:
            yield name, as_pcm(clip.samples)


def measured(phrase: str, every: int) -> dict[str, Any]:
    """Misses as a share, false wakes an hour and their number, and the time the search takes."""
    from voice_skill.recognizers.pocketsphinx_worker import Recogniser

    worker = Recogniser(Path("no language model"))
    heard: dict[str, list[bool]] = {}
    hours = taken_s = 0.0
    for name, pcm in tqdm(clips(phrase, every), desc=phrase, unit=" clips"):
        begun_s = time.process_time()
        found = _found(worker, phrase, pcm + SILENCE)
        taken_s += time.process_time() - begun_s
        heard.setdefault(name, []).append(found)
        hours += 0 if name == "said" else len(pcm) / 2 / RATE_HZ / 3600
    said = heard.pop("said", [])
    false = {name: sum(found) for name, found in heard.items()}
    total_s = hours * 3600 + len(said) * 3
    return {
        "phrase": phrase,
        "voices": "synthetic" if phrase in SYNTHETIC else "real",
        "said": len(said),
        "missed": round(1 - sum(said) / len(said), 3) if said else None,
        "hours": round(hours, 2),
        "false": false,
        "false_an_hour": round(sum(false.values()) / hours, 2) if hours else None,
        "of_real_time": round(taken_s / total_s, 3) if total_s else None,
    }


def _found(worker: Any, phrase: str, pcm: bytes) -> bool:
    found = False
    for start in range(0, len(pcm), PIECE_BYTES):
        header = {"do": "spot", "begin": start == 0, "phrase": phrase}
        answer, _ = worker.handle(header, pcm[start : start + PIECE_BYTES])
        found = found or answer["found"] is not None
    return found


def table(rows: Sequence[dict[str, Any]]) -> str:
    """For the document."""
    header = ("phrase", "voices", "said", "missed", "hours of others", "false wakes an hour")
    lines = [
        (
            str(row["phrase"]),
            str(row["voices"]),
            str(row["said"]),
            f"{row['missed']:.1%}" if row["missed"] is not None else "",
            f"{row['hours']:.2f}",
            f"{row['false_an_hour']:.2f} ({sum(row['false'].values())})",
        )
        for row in rows
    ]
    return markdown(header, lines)


def main() -> None:
    """Print a line for each phrase; --write puts the table into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("phrases", nargs="*", default=[*REAL, *SYNTHETIC])
    parser.add_argument("--every", type=int, default=1, help="use each N-th clip of the others")
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    options = parser.parse_args()
    if not recordings("wake"):
        raise SystemExit(MISSING)
    rows = []
    for phrase in options.phrases:
        rows.append(measured(phrase, options.every))
        print(json.dumps(rows[-1]), flush=True)
    if options.write:
        part = "" if options.every == 1 else f" Each {options.every}th of the other clips."
        write_block(DOCUMENT, "wake", f"{table(rows)}\n\n{machine()}.{part}")
    if options.json:
        print(json.dumps({"phrases": rows}))


if __name__ == "__main__":
    main()
