"""Prints by how many megabytes a fresh process grows when it loads and uses the meaning model."""

from __future__ import annotations

import sys
from pathlib import Path


def resident_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status has no VmRSS.")


def main() -> None:
    before = resident_mb()
    from voice_skill.understanding.semantic import SemanticModel

    model = SemanticModel.load(Path(sys.argv[1]))
    for words in range(1, 100, 7):
        model.classify("how long do i keep it on " * words)
    print(f"{resident_mb() - before:.0f}")


if __name__ == "__main__":
    main()
