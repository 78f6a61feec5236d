"""Which timers an installed assistant counts and when they end; for scripts/show_install.

seen.py keep FILE     writes them down
seen.py same FILE     compares, and says what differs
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from voice_skill.client import Client
from voice_skill.paths import Paths

NEAR_S = 3.0
"""Asking takes a moment, and a moment is kept to the second."""


def ends() -> dict[str, float]:
    """When each running timer ends, by its number, kind and length."""
    client = Client.connect(Paths.of_user().runtime)
    if client is None:
        raise SystemExit("nobody answers")
    with client:
        timers = client.ask("how long is left")["timers"]
    now_s = time.time()
    return {
        f"{timer['id']} {timer['kind']} {timer['total_s']:.0f} s {timer['state']}": now_s
        + timer["remaining_s"]
        for timer in timers
    }


def main() -> None:
    """Keep or compare."""
    word, file = sys.argv[1], Path(sys.argv[2])
    now = ends()
    if word == "keep":
        file.write_text(json.dumps(now), encoding="utf-8")
        print(f"{len(now)} timers: {', '.join(now)}")
        return
    before = json.loads(file.read_text(encoding="utf-8"))
    still = now.keys() & before.keys()
    off_s = max((abs(now[one] - before[one]) for one in still), default=0.0)
    if now.keys() != before.keys():
        off = f"what still runs is at most {off_s:.0f} s off"
        print(f"there were {', '.join(before)}; now {', '.join(now)}; {off}")
        return
    same = "the same" if off_s <= NEAR_S else "other ends of the same"
    print(f"{same} {len(now)} timers, at most {off_s:.0f} s off")


if __name__ == "__main__":
    main()
