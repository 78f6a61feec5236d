"""What the diary says of a span of days, counted and never interpreted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from voice_skill.core.diary import Entry

MORNING_ENDS_HOUR = 12
DAYS_IN_A_WEEK = 7
_SKIN = ("ice", "heat")
_TAKEN = "taken"


@dataclass(frozen=True)
class Dose:
    """What was said of a medicine; `event` is taken, skipped or missed."""

    at: str
    what: str
    event: str

    def __str__(self) -> str:
        return f"{self.at} {self.what}" + ("" if self.event == _TAKEN else f" ({self.event})")


@dataclass
class Day:
    """What was noted on one day; `pains` are (hour of the day, 0 to 10)."""

    day: date
    pains: list[tuple[float, int]] = field(default_factory=list)
    feelings: list[str] = field(default_factory=list)
    minutes: Counter[str] = field(default_factory=Counter)
    """Of ice and of heat."""
    medicines: list[Dose] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Routines, sleep and notes, in the words they were noted in."""


@dataclass(frozen=True)
class Report:
    """The days with an entry, oldest first, out of `first` to `last`; at least one."""

    days: tuple[Day, ...]
    first: date
    last: date

    @property
    def length_days(self) -> int:
        """How many days it covers, with and without entries."""
        return (self.last - self.first).days + 1

    def facts(self) -> list[tuple[str, str]]:
        """(what, figure) for the head of the page; what was never noted is left out."""
        facts = [("Days with entries", f"{len(self.days)} of {self.length_days}")]
        pains = [pain for day in self.days for _, pain in day.pains]
        if pains:
            noted = sum(bool(day.pains) for day in self.days)
            facts.append(
                (
                    "Pain, 0 to 10",
                    f"median {median(pains):g}, lowest {min(pains)}, highest {max(pains)}; "
                    f"noted {_times(len(pains))} on {days_of(noted)}",
                )
            )
            for when, early in (("Before noon", True), ("After noon", False)):
                part = self._pains_in(early)
                if part:
                    facts.append((when, f"median pain {median(part):g}"))
        feelings = Counter(how for day in self.days for how in day.feelings)
        if feelings:
            said = ", ".join(f"{how} {_times(count)}" for how, count in sorted(feelings.items()))
            facts.append(("Said to be", said))
        for kind in _SKIN:
            applied = [day.minutes[kind] for day in self.days if day.minutes[kind]]
            if applied:
                total = f"{sum(applied):g} minutes in all"
                facts.append((kind.capitalize(), f"on {days_of(len(applied))}, {total}"))
        return facts + [
            (f"{what.capitalize()}, as said", ", ".join(f"{how} {_times(n)}" for how, n in counted))
            for what, counted in self._medicines()
        ]

    def _pains_in(self, early: bool) -> list[int]:
        noted = (each for day in self.days for each in day.pains)
        return [pain for hour, pain in noted if (hour < MORNING_ENDS_HOUR) is early]

    def weeks(self) -> list[Week]:
        """Seven days each, the newest first, where there are two or more to compare."""
        if self.length_days < 2 * DAYS_IN_A_WEEK:
            return []
        count = -(-self.length_days // DAYS_IN_A_WEEK)
        lasts = [self.last - timedelta(days=DAYS_IN_A_WEEK * number) for number in range(count)]
        return [self._week(last) for last in lasts]

    def _week(self, last: date) -> Week:
        first = max(self.first, last - timedelta(days=DAYS_IN_A_WEEK - 1))
        there = tuple(day for day in self.days if first <= day.day <= last)
        return Week(first, last, Report(there, first, last))

    def median_pain(self, early: bool) -> float | None:
        """Before noon, or from then on; None where none was noted."""
        part = self._pains_in(early)
        return median(part) if part else None

    def minutes(self, kind: str) -> float:
        """Of ice or heat in all."""
        return sum(day.minutes[kind] for day in self.days)

    def taken(self) -> int:
        """How many doses were said to be taken."""
        return sum(dose.event == _TAKEN for day in self.days for dose in day.medicines)

    def _medicines(self) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """(medicine, how often it was taken, skipped or missed), by name."""
        events: dict[str, Counter[str]] = {}
        for day in self.days:
            for dose in day.medicines:
                events.setdefault(dose.what, Counter())[dose.event] += 1
        for what in sorted(events):
            yield what, sorted(events[what].items(), key=lambda item: (item[0] != _TAKEN, item))


@dataclass(frozen=True)
class Week:
    """Seven days, or the rest of them, and what was noted in them."""

    first: date
    last: date
    report: Report


def summarise(entries: Iterable[Entry], most_days: int) -> Report | None:
    """The last `most_days` days up to the newest entry; None where nothing was ever noted."""
    known = sorted(entries, key=lambda entry: (entry.when.date(), entry.when.time()))
    if not known:
        return None
    last = known[-1].when.date()
    oldest = last - timedelta(days=most_days - 1)
    days: dict[date, Day] = {}
    for entry in known:
        day = entry.when.date()
        if day >= oldest:
            _add(days.setdefault(day, Day(day)), entry)
    return Report(tuple(days.values()), min(days), last)


def _add(day: Day, entry: Entry) -> None:
    details = entry.details
    at = f"{entry.when:%H:%M}"
    if entry.kind == "pain":
        day.pains.append((entry.when.hour + entry.when.minute / 60, int(details["pain"])))
    elif entry.kind == "feeling":
        day.feelings.append(str(details["feeling"]))
    elif entry.kind in _SKIN:
        day.minutes[entry.kind] += details.get("minutes", 0)
    elif entry.kind == "medicine":
        event = details.get("event", _TAKEN)
        what = details.get("what") or details.get("medicine") or "something"
        day.medicines.append(Dose(at, str(what).replace("_", " "), str(event)))
    else:
        day.others.append(f"{at} {_in_words(entry)}")


def _in_words(entry: Entry) -> str:
    """The kind and what there is to it, the main thing first; no kind of entry gets lost."""
    if entry.kind == "sleep" and isinstance(entry.details.get("duration_s"), int | float):
        return f"sleep: {entry.details['duration_s'] / 3600:.2g} hours"
    details = sorted(entry.details.items(), key=lambda item: (item[0] != entry.kind, item))
    said = [str(value).replace("_", " ") for _, value in details if value is not None]
    return f"{entry.kind}: {', '.join(said)}" if said else entry.kind


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def days_of(count: int) -> str:
    """Such as "1 day"."""
    return "1 day" if count == 1 else f"{count} days"
