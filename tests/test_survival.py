"""The real program, killed twenty times; `scripts/bench survival` does it two hundred times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]


def test_twenty_kills_lose_double_and_delay_no_timer() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.benchmarks.survival", "--kills", "20", "--json"],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert (figures["lost"], figures["doubled"], figures["late"]) == (0, 0, 0)
    assert (figures["kills"], figures["kills_before_a_write"]) == (20, 10)
    assert figures["orders_confirmed"] > 20
