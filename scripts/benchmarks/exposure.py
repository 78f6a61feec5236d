"""How exposed systemd finds the two units, and what stands between them and a network.

`systemd-analyze security` reads the units as scripts/install writes them. 0 is best, below 5 is
"OK".
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

from scripts.benchmarks.tables import ROOT, markdown, write_block

UNITS = ROOT / "scripts" / "units"
DOCUMENT = ROOT / "docs" / "security.md"
KINDS = ("user", "system")
NETWORK = ("RestrictAddressFamilies", "PrivateNetwork", "IPAddressDeny")


def unit_text(kind: str, folder: Path) -> str:
    """The unit with places of this folder in it."""
    text = (UNITS / f"{kind}.service").read_text(encoding="utf-8")
    places = {"VOICE_SKILL": "/bin/true", "STATE": folder, "CACHE": folder, "USER": "bed"}
    for name, value in places.items():
        text = text.replace(f"@{name}@", str(value))
    return text


def exposure(kind: str) -> tuple[float, str]:
    """The figure and systemd's word for it."""
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder) / "voice-skill.service"
        unit.write_text(unit_text(kind, Path(folder)), encoding="utf-8")
        rated = subprocess.run(
            ["systemd-analyze", f"--{kind}", "security", "--offline=yes", "--no-pager", str(unit)],
            env={**os.environ, "XDG_RUNTIME_DIR": folder},
            capture_output=True,
            text=True,
        )
    found = re.search(r"exposure level for \S+: ([\d.]+) (\w+)", rated.stdout)
    if not found:
        raise SystemExit(f"systemd-analyze tells no level: {rated.stderr.strip()}")
    return float(found[1]), found[2]


def walls(kind: str) -> str:
    """The settings of the unit that keep it off the network."""
    lines = (UNITS / f"{kind}.service").read_text(encoding="utf-8").splitlines()
    return ", ".join(f"`{line}`" for line in lines if line.partition("=")[0] in NETWORK)


def systemd() -> str:
    """Its version."""
    shown = subprocess.run(["systemd-analyze", "--version"], capture_output=True, text=True)
    return " ".join(shown.stdout.split()[:2])


def main() -> None:
    """Rate both and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true", help="put the table into docs/")
    args = parser.parse_args()
    rated = {kind: exposure(kind) for kind in KINDS}
    rows = [[kind, f"{rated[kind][0]} {rated[kind][1]}", walls(kind)] for kind in KINDS]
    table = f"{markdown(['unit', 'exposure', 'no network by'], rows)}\n\nBy {systemd()}."
    if args.write:
        write_block(DOCUMENT, "exposure", table)
    print(json.dumps({kind: rated[kind][0] for kind in KINDS}) if args.json else table)


if __name__ == "__main__":
    main()
