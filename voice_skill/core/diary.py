"""The diary, kept on this device only: all of it in the store, the last weeks in the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

RECENT_DAYS = 60
"""How far back the spoken answers can look."""


@dataclass(frozen=True)
class Entry:
    """One line. `kind` is pain, feeling, routine, ice, heat, medicine, sleep or note."""

    id: int
    at: str
    """Civil time with its offset, ISO 8601."""
    kind: str
    details: Mapping[str, Any]

    @property
    def when(self) -> datetime:
        """`at` as a datetime."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Diary:
    """The entries of the last weeks in the order they were made, and the id of the next."""

    recent: tuple[Entry, ...] = ()
    next_id: int = 1
    first_id: int = 1
    """What has a lower id was forgotten, and the store deletes it for good."""

    def noted(self, wall: datetime, kind: str, **details: Any) -> Diary:
        """With one more entry; what is older than RECENT_DAYS is left to the store."""
        entry = Entry(self.next_id, wall.isoformat(timespec="seconds"), kind, details)
        kept = self.kept(wall)
        return replace(kept, recent=(*kept.recent, entry), next_id=self.next_id + 1)

    def kept(self, wall: datetime) -> Diary:
        """Without what is older than RECENT_DAYS."""
        oldest = wall - timedelta(days=RECENT_DAYS)
        return replace(self, recent=tuple(entry for entry in self.recent if entry.when >= oldest))

    def last(self, kind: str, **details: Any) -> Entry | None:
        """The newest entry of this kind with these details, if there is one."""
        fitting = (
            entry
            for entry in reversed(self.recent)
            if entry.kind == kind and details.items() <= entry.details.items()
        )
        return next(fitting, None)
