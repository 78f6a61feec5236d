"""Writes intents/en/spoken.txt, what the recogniser expects, from the training part of the bank.

Run it after every change there: `.venv/bin/python scripts/training/spoken.py`.
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TRAINING_PART = ROOT / "tests" / "phrases" / "train"
SPOKEN = ROOT / "intents" / "en" / "spoken.txt"
HEAD = (
    "# How people say it, a sentence a line. Only the recogniser learns from it; other files say",
    "# what it means. Made by scripts/training/spoken.py from tests/phrases/train.",
)

NOT_FOR_US = ("oos", "harmless")
"""What means nothing to it is not expected either: else read speech comes out as ours."""


def gathered() -> str:
    """The whole file: every sentence of the training part once, in its order."""
    rows = [
        json.loads(line)
        for path in sorted(TRAINING_PART.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    texts = [" ".join(row["text"].split()) for row in rows if row["kind"] not in NOT_FOR_US]
    return "\n".join([*HEAD, *dict.fromkeys(texts)]) + "\n"


if __name__ == "__main__":
    SPOKEN.write_text(gathered(), encoding="utf-8")
