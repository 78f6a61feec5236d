"""Asks an engine that runs in a process of its own."""

from __future__ import annotations

import json
import os
import select
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tqdm import tqdm

LONGEST_S = 1800.0
"""Learning is the longest silence of a worker."""


class PeerError(Exception):
    """The engine ended or is silent; the sentence says which and where its words are."""


@dataclass(frozen=True)
class Reply:
    """What an engine made of one sentence."""

    label: str
    """Such as "timer.start", "guide.answer/ice_minutes" or "unknown"."""
    score: float = 1.0
    length_s: float | None = None
    """Negative where time is taken away."""
    length: str | None = None
    """The words of a length, from an engine that does not read them."""
    took_ms: float = 0.0

    @property
    def intent(self) -> str:
        """The label without its detail."""
        return self.label.partition("/")[0]

    @property
    def detail(self) -> str:
        """The unit of the guide, the sign, "all" or "less"; empty without one."""
        return self.label.partition("/")[2]


UNKNOWN = Reply("unknown", 0.0)


@dataclass(frozen=True)
class Answers:
    """Everything that one engine said, and what it cost."""

    replies: list[Reply]
    ready_s: float
    memory_mb: float


def answers(
    name: str,
    command: Sequence[str],
    course: dict[str, Any],
    texts: Sequence[str],
    cwd: Path,
) -> Answers:
    """Run the worker over all texts. Raises PeerError."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    log = cwd / "build" / "bench-peers" / f"{Path(command[-1]).name.replace(':', '-')}.run.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as words:
        worker = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
            cwd=cwd,
            env=environment,
        )
        try:
            return _talk(name, worker, course, texts)
        except (PeerError, OSError) as error:
            raise PeerError(f"{name} is left out: it ended or fell silent; see {log}.") from error
        finally:
            worker.kill()
            worker.wait()


def _talk(
    name: str, worker: subprocess.Popen[str], course: dict[str, Any], texts: Sequence[str]
) -> Answers:
    assert worker.stdin is not None and worker.stdout is not None
    _say(worker.stdin, course)
    ready = _heard(worker.stdout)
    replies: list[Reply] = []
    for text in tqdm(texts, desc=name, unit=" lines", leave=False, disable=None):
        _say(worker.stdin, text)
        answer = _heard(worker.stdout)
        answer["took_ms"] = answer.pop("ms")
        replies.append(Reply(**answer))
    worker.stdin.close()
    return Answers(replies, ready["ready_s"], _heard(worker.stdout)["memory_mb"])


def _say(pipe: IO[str], message: object) -> None:
    pipe.write(json.dumps(message) + "\n")
    pipe.flush()


def _heard(pipe: IO[str]) -> dict[str, Any]:
    ready, _, _ = select.select([pipe], [], [], LONGEST_S)
    line = pipe.readline() if ready else ""
    if not line:
        raise PeerError("no answer")
    found: dict[str, Any] = json.loads(line)
    return found
