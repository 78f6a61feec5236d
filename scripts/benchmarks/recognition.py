"""How many recorded coffee orders come out exactly right, slots and all, beside two rivals.

The orders are real people's (Picovoice's speech-to-intent benchmark, Apache-2.0), in clean and in
kitchen noise mixed as that benchmark does. Ours is what `hear` runs: the same code,
language model and understanding. The rivals are PocketSphinx with a plain JSGF grammar of the
orders and, with --stock, with the large language model that it ships. Picovoice publishes 97.6 %
for Rhino, the mean of 6 to 24 dB of cafe and kitchen noise; it cannot be run here.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from scripts.benchmarks.recordings import MISSING, as_pcm, coffee_slots, mixed, recordings
from scripts.benchmarks.tables import machine, markdown, write_block

ROOT = Path(__file__).resolve().parent.parent.parent
COFFEE = ROOT / "tests" / "intents_coffee"
CONDITIONS = (None, 24.0, 18.0, 12.0, 6.0)
"""Signal to noise in dB; None is clean."""
DOCUMENT = ROOT / "docs" / "benchmarks.md"

Hear = Callable[[bytes], str]


def ours(work: Path) -> Hear:
    """The product's own decoder, with the model of the coffee content."""
    from voice_skill.app import App
    from voice_skill.app_audio import language_model
    from voice_skill.paths import Paths
    from voice_skill.recognizers.pocketsphinx_worker import Recogniser
    from voice_skill.settings import Settings

    app = App(Settings(), Paths(*[work] * len(Paths.__dataclass_fields__)), COFFEE)
    recogniser = Recogniser(language_model(app))

    def hear(pcm: bytes) -> str:
        return str(recogniser.handle({"do": "transcribe"}, pcm)[0]["text"])

    return hear


def with_grammar(work: Path) -> Hear:
    """PocketSphinx as its manual has it, with the orders as a JSGF grammar."""
    from pocketsphinx import Decoder

    grammar = work / "coffee.gram"
    grammar.write_text(jsgf(), encoding="utf-8")
    return _plain(Decoder(jsgf=str(grammar), loglevel="FATAL"))


def with_stock(work: Path) -> Hear:
    """PocketSphinx as it is installed, with the large language model it ships."""
    from pocketsphinx import Decoder

    return _plain(Decoder(loglevel="FATAL"))


def _plain(decoder: Any) -> Hear:
    def hear(pcm: bytes) -> str:
        decoder.reinit_feat()
        decoder.start_utt()
        decoder.process_raw(pcm, full_utt=True)
        decoder.end_utt()
        return decoder.hyp().hypstr if decoder.hyp() else ""

    return hear


def jsgf() -> str:
    """The grammar of tests/intents_coffee in the notation of JSGF, made from its lists."""
    from voice_skill.content import load

    language = load(COFFEE).language
    rules = [
        f"<{name}> = {' | '.join(words)};"
        for name, words in ((name, list(values)) for name, values in language.lists.items())
    ]
    verbs = "brew|can i get|can i have|i want|get me|give me|i'd like|make me|may i have"
    kinds = ("size", "roast", "numberOfShots")
    some = "[<size>|<roast>|<numberOfShots>]"
    added = (
        "<milkAmount>|<sugarAmount>|<milkAmount> and <sugarAmount>|<sugarAmount> and <milkAmount>"
    )
    order = f"({verbs}) [a|an] {' '.join([some] * len(kinds))} <coffeeDrink> [with ({added})]"
    return "\n".join(["#JSGF V1.0;", "grammar coffee;", f"public <order> = {order};", *rules])


SYSTEMS: dict[str, Callable[[Path], Hear]] = {
    "voice_skill": ours,
    "PocketSphinx, JSGF grammar": with_grammar,
    "PocketSphinx, stock model": with_stock,
}


def measure(system: str, snr_db: float | None, every: int, part: int, parts: int) -> list[float]:
    """[right, orders, seconds of decoding, seconds of sound] of one part of the orders."""
    from voice_skill.content import load
    from voice_skill.understanding.pipeline import Understander

    understander, truth = Understander(load(COFFEE).language), coffee_slots()
    noise = next(each.samples for each in recordings("noise") if each.columns["kind"] == "kitchen")
    figures = [0.0, 0.0, 0.0, 0.0]
    with tempfile.TemporaryDirectory() as work:
        hear = SYSTEMS[system](Path(work))
        for number, order in list(enumerate(recordings("commands")))[::every][part::parts]:
            sound = order.samples
            if snr_db is not None:
                sound = mixed(sound, noise, snr_db, number)
            began_s = time.monotonic()
            meaning = understander.understand(hear(as_pcm(sound)))
            figures[2] += time.monotonic() - began_s
            figures[3] += len(sound) / 16_000
            figures[0] += meaning.intent == "orderDrink" and dict(meaning.slots) == truth[order.id]
            figures[1] += 1
    return figures


def table(results: dict[str, dict[str, list[float]]]) -> str:
    """One row a system: per cent exactly right by condition, and decoding time by sound."""
    names = ["clean" if snr_db is None else f"{snr_db:g} dB" for snr_db in CONDITIONS]
    rows = []
    for system, by_condition in results.items():
        cells = [f"{100 * by_condition[n][0] / by_condition[n][1]:.1f} %" for n in names]
        taken_s = sum(figures[2] for figures in by_condition.values())
        sound_s = sum(figures[3] for figures in by_condition.values())
        orders = f"{next(iter(by_condition.values()))[1]:.0f}"
        rows.append([system, orders, *cells, f"{taken_s / sound_s:.3f}"])
    return markdown(["exactly right", "orders", *names, "of real time"], rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and with --write put the table into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth order")
    parser.add_argument(
        "--rivals-every",
        type=int,
        default=16,
        metavar="N",
        help="for the rivals only each Nth order, since they are slow; usually 16",
    )
    parser.add_argument("--stock", action="store_true", help="also the stock model, which is slow")
    parser.add_argument("--json", action="store_true", help="one object, last line")
    parser.add_argument("--write", action="store_true", help="put the table into docs/")
    given = parser.parse_args(arguments)
    if not recordings("commands"):
        raise SystemExit(MISSING)
    systems = [name for name in SYSTEMS if given.stock or SYSTEMS[name] is not with_stock]
    parts = os.cpu_count() or 1
    results: dict[str, dict[str, list[float]]] = {name: {} for name in systems}
    runs = [(system, snr_db) for system in systems for snr_db in CONDITIONS]
    with ProcessPoolExecutor(parts) as pool:
        for system, snr_db in tqdm(runs, desc="orders", unit="run", disable=None):
            every = given.every if SYSTEMS[system] is ours else given.rivals_every
            work = partial(measure, system, snr_db, every)
            done = list(pool.map(work, range(parts), [parts] * parts))
            name = "clean" if snr_db is None else f"{snr_db:g} dB"
            results[system][name] = [sum(column) for column in zip(*done, strict=True)]
    text = f"Spoken orders in kitchen noise; {machine()}.\n\n{table(results)}"
    print(text)
    if given.write:
        write_block(DOCUMENT, "recognition", text)
    if given.json:
        print(json.dumps(results))


if __name__ == "__main__":
    main()
