"""How often in a row the service ended early: after a few, it only rings."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

MOST = 3
"""Starts that ended early before the next one only rings."""

SETTLED_S = 120.0
"""Who has run so long has not ended early."""


class EarlyEnds:
    """A count beside the socket; a restart of the machine begins anew. It never raises."""

    def __init__(self, runtime: Path) -> None:
        self._file = runtime / "early_ends.json"

    @property
    def count(self) -> int:
        """How many starts in a row ended early, this one not counted."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            return max(0, int(json.loads(self._file.read_text(encoding="utf-8"))["count"]))
        return 0

    @property
    def too_many(self) -> bool:
        """Whether to start as little as possible."""
        return self.count >= MOST

    def begin(self) -> None:
        """This start counts as one that ended early, until something else is told."""
        self._write(min(self.count + 1, MOST))

    def settle(self) -> None:
        """This start has run for long, or was ended on purpose."""
        self._write(0)

    def try_once_more(self) -> None:
        """The next start is a full one; if that ends early too, the one after it only rings."""
        self._write(MOST - 1)

    def _write(self, count: int) -> None:
        with suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file.write_text(json.dumps({"count": count}), encoding="utf-8")
