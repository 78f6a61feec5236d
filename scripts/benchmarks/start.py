"""How long a start takes until a person can type, as the median of five, next to a rival.

The rival is what any program with the same two libraries pays at least: an interpreter that
imports hassil and yaml and then ends. Both are measured in turn, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

STARTS = 5
LONGEST_S = 60.0
PROMPT = b"> "
RIVAL = "import hassil, yaml"


def until_prompt_s(environment: dict[str, str]) -> float:
    """Seconds from starting the program on a terminal to its prompt."""
    before_s = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.execve(sys.executable, [sys.executable, "-m", "voice_skill", "run"], environment)
    shown = b""
    try:
        while PROMPT not in shown:
            ready, _, _ = select.select([terminal], [], [], LONGEST_S)
            if not ready:
                raise SystemExit(f"No prompt within {LONGEST_S:g} s, but: {shown!r}")
            shown += os.read(terminal, 4096)
    except OSError:
        raise SystemExit(f"It ended before its prompt, with: {shown.decode()}") from None
    taken_s = time.monotonic() - before_s
    os.write(terminal, b"\x04")
    os.waitpid(process, 0)
    os.close(terminal)
    return taken_s


def rival_s() -> float:
    """Seconds that an interpreter takes to import the rival's libraries and end."""
    before_s = time.monotonic()
    subprocess.run([sys.executable, "-c", RIVAL], check=True)
    return time.monotonic() - before_s


def reply_s(environment: dict[str, str]) -> float:
    """Seconds of a whole `ask`, from the command to the end of the process."""
    before_s = time.monotonic()
    command = [sys.executable, "-m", "voice_skill", "ask", "how long should i keep the ice on"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.monotonic() - before_s


def measured() -> dict[str, float | int]:
    """Every figure under its flat key."""
    with tempfile.TemporaryDirectory() as home:
        environment = {name: value for name, value in os.environ.items() if "XDG_" not in name}
        environment["HOME"] = home
        tasks: dict[str, Callable[[], float]] = {
            "first_prompt": lambda: until_prompt_s(environment),
            "ask_whole": lambda: reply_s(environment),
            "rival_import_hassil_yaml": rival_s,
        }
        first_s = {f"{name}_first_s": round(task(), 3) for name, task in tasks.items()}
        taken_s: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(STARTS):
            for name, task in tasks.items():
                taken_s[name].append(task())
    figures: dict[str, float | int] = {"starts": STARTS, **first_s}
    for name, values_s in taken_s.items():
        figures[f"{name}_median_s"] = round(statistics.median(values_s), 3)
        figures[f"{name}_longest_s"] = round(max(values_s), 3)
    return figures


def main() -> None:
    """Print the figures for people, and with --json for scripts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    as_json = parser.parse_args().json
    figures = measured()
    for name, value in figures.items():
        print(f"{name:40} {value}")
    if as_json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
