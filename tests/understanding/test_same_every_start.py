"""The same words mean the same after every start: Python orders its sets anew in each process."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.processes import CHECKOUT
from tests.understanding.test_night_words import SAID

_UNDERSTAND = """
import json, sys
from tests.simulated import understander
mind = understander()
meanings = [mind.understand(text) for text in json.load(sys.stdin)]
print(json.dumps([[m.intent, dict(m.slots), m.red_flag, m.confidence] for m in meanings]))
"""
TEXTS = [text for text, _, _ in SAID] + [
    "wake me on saturday sunday and monday at eight",
    "ice or heat for my back and how long and how often",
    "cancel the ice and the heat and the massage timer",
    "my leg is numb and weak and i cannot hold my water",
]


def test_no_order_of_a_set_is_left_to_chance() -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _UNDERSTAND],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    first, second = (process.communicate(json.dumps(TEXTS))[0] for process in started)
    assert len(json.loads(first)) == len(TEXTS)
    assert first == second
