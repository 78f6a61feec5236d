"""The pins of requirements.lock for one machine and one Python, which may be other ones than here.

    pins.py requirements.lock aarch64 3.13

`pip download` looks for files of another Python, but takes the pins that are meant for its own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker


def pins(lock: str, machine: str, python: str) -> Iterator[str]:
    """Each entry that holds there, with its hashes and without its condition."""
    there = {
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
    }
    for entry in re.findall(r"^[^\s#].*(?:\n[ \t].*)*", lock, re.M):
        first, _, hashes = entry.partition("\n")
        pin, _, condition = first.rstrip(" \\").partition(" ; ")
        if not condition or Marker(condition).evaluate(there):
            yield f"{pin} \\\n{hashes}"


if __name__ == "__main__":
    print("\n".join(pins(Path(sys.argv[1]).read_text(encoding="utf-8"), *sys.argv[2:4])))
