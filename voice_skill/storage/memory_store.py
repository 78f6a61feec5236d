"""Records that live as long as the process: for typed conversations and tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


class MemoryStore:
    """The Store port without a disk. Bodies go through JSON, as they would on a disk."""

    def __init__(self) -> None:
        self._bodies: dict[tuple[str, int], str] = {}

    def load(self) -> dict[tuple[str, int], dict[str, Any]]:
        """Everything that was saved."""
        return {key: json.loads(body) for key, body in self._bodies.items()}

    def save(
        self, records: Mapping[tuple[str, int], Mapping[str, Any]], within_s: float = 0.0
    ) -> None:
        """Hold exactly these records."""
        self._bodies = {key: json.dumps(dict(body)) for key, body in records.items()}

    def notice(self) -> str | None:
        """Nothing can get damaged here."""
        return None

    def close(self) -> None:
        """Nothing to let go."""
