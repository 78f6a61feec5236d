"""Whether everything that has to go on goes on; a service manager is told only while it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class _Part:
    """Something that promised to report."""

    within_s: float
    reported_s: float
    status: str = ""


class Health:
    """Reports of the parts that must not stand still, and what they have to say.

    The loop that feeds the watchdog asks for `silent` after every step. The capture supervisor
    does it so, from any thread:

        report = host.health.expect("capture", within_s=15.0)
        ...
        report("")                      # at least every 15 s: it watches, all is well
        report("There is no microphone.")   # is a report as well: a lost microphone is no reason
                                        # to end a service that counts

    Only a supervisor that hangs or died leaves out its report, and then the whole service is
    started anew by its manager. `forget` takes a part out that was ended on purpose.
    """

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s = monotonic_s
        self._parts: dict[str, _Part] = {}

    def expect(self, part: str, within_s: float) -> Callable[[str], None]:
        """Wait for reports of this part from now on, each at most so many seconds after the last.

        Returns what it calls to report, with one sentence for people, or "" when all is well.
        """
        watched = self._parts[part] = _Part(within_s, self._monotonic_s())

        def report(status: str) -> None:
            watched.status = status
            watched.reported_s = self._monotonic_s()

        return report

    def forget(self, part: str) -> None:
        """This part was ended on purpose."""
        self._parts.pop(part, None)

    def silent(self) -> list[str]:
        """The parts whose report is overdue."""
        now_s = self._monotonic_s()
        parts = list(self._parts.items())
        return [name for name, part in parts if now_s - part.reported_s > part.within_s]

    @property
    def status(self) -> str:
        """What the parts have to say, in one line."""
        said = [part.status for part in list(self._parts.values()) if part.status]
        return " ".join(said) or "All is well."
