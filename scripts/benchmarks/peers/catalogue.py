"""Which engines are measured, with which packages, and where those are installed."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "build" / "bench-peers"


@dataclass(frozen=True)
class Peer:
    """One engine."""

    name: str
    worker: str
    """The module beside this one, with arguments after colons."""
    packages: tuple[str, ...] = ()
    """Pinned; none for what runs in this project's own environment."""
    samples: tuple[int, int] = (4, 20)
    """Sentences of each template that it learns from: questions and emergencies, orders."""
    needs: str = ""
    """What its installation may lack, for the sentence that says so."""
    learns_slowly: bool = False
    """It keeps what it learned, so it may learn before it is measured."""
    only_timers: bool = False
    """It brings its own timer sentences or keywords, and learns none of ours."""


OURS = Peer("voice-skill", "ours")
PEERS = (
    Peer(
        "hassil, HA intents",
        "home_assistant",
        ("hassil==3.12.1", "home-assistant-intents==2026.10.27"),
        only_timers=True,
    ),
    Peer("padacioso", "padacioso", ("padacioso==1.0.0",)),
    Peer(
        "ovos-padatious",
        "padatious",
        ("ovos-padatious==1.4.3",),
        samples=(2, 2),
        needs="swig and libfann-dev",
        learns_slowly=True,
    ),
    Peer("adapt", "adapt", ("adapt-parser==1.0.0",), only_timers=True),
    Peer("rapidfuzz WRatio", "fuzzy:WRatio", ("rapidfuzz==3.14.6",)),
    Peer("rapidfuzz token_set_ratio", "fuzzy:token_set_ratio", ("rapidfuzz==3.14.6",)),
)


def installed(peer: Peer) -> Path | None:
    """Its Python, installed on first use; None, after saying why, where that fails."""
    if not peer.packages:
        return Path(sys.executable)
    folder = home(peer)
    python, stamp = folder / "bin" / "python", folder / ".packages"
    wanted = " ".join((platform.python_version(), *peer.packages))
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    print(f"Installing {', '.join(peer.packages)} into {folder.relative_to(ROOT)}", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    log = folder.with_suffix(".log")
    make = [sys.executable, "-m", "venv", str(folder)]
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    with log.open("w", encoding="utf-8") as output:
        for command in (make, [*pip, *peer.packages]):
            done = subprocess.run(command, stdout=output, stderr=output, check=False)
            if done.returncode:
                lacks = f", perhaps for want of {peer.needs}" if peer.needs else ""
                where = log.relative_to(ROOT)
                print(f"{peer.name} is left out: it does not install{lacks}; see {where}.")
                return None
    stamp.write_text(wanted, encoding="utf-8")
    return python


def home(peer: Peer) -> Path:
    """The folder of its installation."""
    return FOLDER / peer.worker.partition(":")[0]
