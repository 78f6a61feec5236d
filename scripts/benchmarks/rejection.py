"""What is done on speech and noise that is not for us, with every sound taken for a command.

No wake phrase protects here: each recorded sentence and each five seconds of noise is decoded as an
order, and so are words of our own in an order that means nothing. Counted is what would have been
done, answered, or taken for an emergency, an hour; and beside it how many real orders
are still believed. The same is counted without the second opinion of `recognizers/evidence`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tqdm import tqdm

from scripts.benchmarks.flite import VOICES, has_flite, spoken
from scripts.benchmarks.recognition import COFFEE
from scripts.benchmarks.recordings import MISSING, as_pcm, mixed, recordings
from scripts.benchmarks.tables import machine, markdown, write_block

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks.md"
RATE_HZ = 16_000
PIECE = 5 * RATE_HZ
SHUFFLED = 200
PARTS = 2
_SEED = 3


def foreign(every: int) -> Iterator[tuple[str, Any]]:
    """(set, samples) of everything that is no order."""
    for clip in recordings("sentences")[::every]:
        yield "read sentences", clip.samples
    for clip in recordings("noise"):
        for start in range(0, len(clip.samples), PIECE * every):
            yield "noise", clip.samples[start : start + PIECE]
    if has_flite():
        for number, text in enumerate(_shuffled()[::every]):
            yield "our words, shuffled", spoken(text, VOICES[number % len(VOICES)])


def _shuffled() -> list[str]:
    from voice_skill.app import App

    chance = random.Random(_SEED)
    words = [word for sentence in App.of_user().content.spoken for word in sentence.split()]
    return [" ".join(chance.sample(words, chance.randint(3, 9))) for _ in range(SHUFFLED)]


def count_foreign(every: int, part: int) -> Counter[tuple[str, ...]]:
    """Everything that is no order, through the product."""
    from voice_skill.app import App
    from voice_skill.app_audio import language_model
    from voice_skill.core.belief import believed
    from voice_skill.recognizers.pocketsphinx_worker import Recogniser

    app = App.of_user()
    recogniser = Recogniser(language_model(app))
    counts: Counter[tuple[str, ...]] = Counter()
    for name, samples in islice(foreign(every), part, None, PARTS):
        answer, _ = recogniser.handle({"do": "transcribe"}, as_pcm(samples))
        meaning = app.understand(str(answer["text"]))
        counts[name, "hours"] += len(samples) / RATE_HZ / 3600
        counts[name, "without", _came_of(meaning)] += 1
        counts[name, "with", _came_of(believed(meaning, answer["certainty"]))] += 1
    return counts


def _came_of(meaning: Any) -> str:
    if meaning.red_flag:
        return "emergency"
    if meaning.intent in ("unknown", "none"):
        return "nothing"
    return "answer" if meaning.intent.startswith("guide.") else "act"


def count_orders(snr_db: float | None, every: int, part: int) -> Counter[tuple[str, ...]]:
    """Recorded orders that are understood, and of these those that are believed."""
    from voice_skill.app import App
    from voice_skill.app_audio import language_model
    from voice_skill.core.belief import believed
    from voice_skill.paths import Paths
    from voice_skill.recognizers.pocketsphinx_worker import Recogniser
    from voice_skill.settings import Settings

    noise = next(each.samples for each in recordings("noise") if each.columns["kind"] == "kitchen")
    name = "clean" if snr_db is None else f"{snr_db:g} dB"
    counts: Counter[tuple[str, ...]] = Counter()
    with TemporaryDirectory() as work:
        app = App(Settings(), Paths(*[Path(work)] * len(Paths.__dataclass_fields__)), COFFEE)
        recogniser = Recogniser(language_model(app))
        for number, order in list(enumerate(recordings("commands")))[::every][part::PARTS]:
            samples = order.samples
            if snr_db is not None:
                samples = mixed(samples, noise, snr_db, number)
            answer, _ = recogniser.handle({"do": "transcribe"}, as_pcm(samples))
            meaning = app.understand(str(answer["text"]))
            if meaning.intent == "orderDrink":
                counts[name, "understood"] += 1
                counts[name, "believed"] += believed(meaning, answer["certainty"]) == meaning
    return counts


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, print, and with --write put the tables into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth sound")
    parser.add_argument("--json", action="store_true", help="one object, last line")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/")
    given = parser.parse_args(arguments)
    if not recordings("sentences"):
        print(MISSING)
        return
    work = [partial(count_foreign, given.every)]
    work += [partial(count_orders, snr_db, given.every) for snr_db in (None, 12.0)]
    counts: Counter[tuple[str, ...]] = Counter()
    with ProcessPoolExecutor(PARTS) as pool:
        for job in tqdm(work, desc="sounds", disable=None):
            for done in pool.map(job, range(PARTS)):
                counts.update(done)
    text = f"{_tables(counts)}\n\n{machine()}."
    print(text)
    if given.write:
        write_block(DOCUMENT, "rejection", text)
    if given.json:
        print(json.dumps({" / ".join(key): value for key, value in sorted(counts.items())}))


def _tables(counts: Counter[tuple[str, ...]]) -> str:
    names = dict.fromkeys(key[0] for key in counts if key[1] == "hours")
    rows = []
    for name in names:
        hours = counts[name, "hours"]
        for how in ("without", "with"):
            figures = [
                f"{counts[name, how, what] / hours:.1f}" for what in ("act", "answer", "emergency")
            ]
            rows.append([f"{name}, {how} second opinion", f"{hours:.2f}", *figures])
    orders = [
        [name, f"{counts[name, 'understood']}", f"{counts[name, 'believed']}"]
        for name in dict.fromkeys(key[0] for key in counts if key[1] == "understood")
    ]
    header = ["an hour", "hours", "acts", "answers", "emergencies"]
    return (
        markdown(header, rows)
        + "\n\n"
        + markdown(["real orders", "understood", "believed"], orders)
    )


if __name__ == "__main__":
    main()
