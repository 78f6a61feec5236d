"""What the service writes to its card in an hour: idle, and while one timer counts.

Counted by the kernel for the service and everything it started (/proc/PID/io, bytes that a file
system has to store), over some minutes and scaled to an hour. The folders lie on a disk: what goes
into memory wears nothing out.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from scripts.benchmarks.tables import DOCUMENT, ROOT, load, machine, markdown, write_block
from voice_skill.client import Client

GUIDE = ROOT / "docs" / "raspberry-pi.md"
SETTLE_S = 240.0
"""The first start compiles a language model and makes its prompts."""

HOUR_S = 3600.0


def written_bytes(pid: int) -> int:
    """So far, by this process and its children."""
    total, pids = 0, [pid]
    for one in pids:
        try:
            counts = dict(
                line.split(": ") for line in Path(f"/proc/{one}/io").read_text().split("\n") if line
            )
            children = Path(f"/proc/{one}/task/{one}/children").read_text().split()
        except OSError:
            continue
        total += int(counts["write_bytes"]) - int(counts["cancelled_write_bytes"])
        pids += [int(child) for child in children]
    return total


def an_hour_kb(pid: int, seconds: float) -> float:
    """Kilobytes in an hour, from so many seconds."""
    before = written_bytes(pid)
    time.sleep(seconds)
    return round((written_bytes(pid) - before) / 1000 * HOUR_S / seconds, 1)


def measured(seconds: float) -> dict[str, float]:
    """An hour idle, and an hour with a timer."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        manager.bind(f"{folder}/notify")
        runtime = Path(folder) / "run"
        runtime.mkdir(mode=0o700)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "XDG_RUNTIME_DIR": str(runtime),
            "NOTIFY_SOCKET": f"{folder}/notify",
            "WATCHDOG_USEC": "60000000",
        }
        service = subprocess.Popen(
            [sys.executable, "-m", "voice_skill", "serve"],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            while b"READY=1" not in manager.recv(4096):
                pass
            time.sleep(SETTLE_S)
            idle_kb = an_hour_kb(service.pid, seconds)
            client = Client.connect(runtime / "voice_skill")
            assert client
            with client:
                client.ask("set a timer for two hours")
            counting_kb = an_hour_kb(service.pid, seconds)
        finally:
            service.terminate()
            service.wait()
            manager.close()
    return {
        "idle_kb_per_hour": idle_kb,
        "one_timer_kb_per_hour": counting_kb,
        "measured_s": seconds,
    }


def table(figures: Mapping[str, float]) -> str:
    """For docs/benchmarks.md."""
    rows = [
        ["idle", f"{figures['idle_kb_per_hour']:.0f}"],
        ["one timer counts", f"{figures['one_timer_kb_per_hour']:.0f}"],
    ]
    told = f"Each over {figures['measured_s']:.0f} s and scaled. {machine()}, load {load()}."
    return f"{markdown(['the service', 'kB an hour'], rows)}\n\n{told}"


def sentence(figures: Mapping[str, float]) -> str:
    """For the guide to the box."""
    return (
        f"An idle hour writes {figures['idle_kb_per_hour']:.0f} kB to it, an hour in which a timer "
        f"counts {figures['one_timer_kb_per_hour']:.0f} kB."
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0, help="of each of the two")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true", help="put the table into docs/")
    args = parser.parse_args()
    figures = measured(args.seconds)
    if args.write:
        write_block(DOCUMENT, "writes", table(figures))
        write_block(GUIDE, "writes", sentence(figures))
    if args.json:
        print(json.dumps(figures))
        return
    print(f"An idle hour writes {figures['idle_kb_per_hour']} kB,")
    print(f"an hour with a timer {figures['one_timer_kb_per_hour']} kB.")


if __name__ == "__main__":
    main()
