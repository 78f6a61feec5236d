"""What `kill -9` costs: the real program is killed again and again while timers start and ring.

Every second kill comes at a random moment, the others before the 1st, 2nd, 3rd ... write of a
life. After each one the next start must know what was confirmed, and nothing else: `lost` counts
timers that are gone, `doubled` those that are there twice, came back or were told twice, `late`
rings and remaining times more than a second off. All three must be 0.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tqdm import tqdm

from scripts.benchmarks._life import Life, now_s
from scripts.benchmarks.tables import DOCUMENT, load, machine, markdown, write_block
from voice_skill.core.errors import VoiceSkillError

KILLS = 210
"""More than 200, and every write that `MOST_WRITE` names at least once."""

MOST_LATE_S = 1.0
LONGEST_LIFE_S = 4.0
"""After its start, which takes longer where other work goes on."""

MOST_TIMERS = 8
MOST_ORDERS = 60
MOST_WRITE = 80
"""A life that writes less often is killed after its last order."""

WRITE_STEP = 7
"""Every number up to `MOST_WRITE` comes once, and few kills already reach far."""

OFF = "While I was off"
NAMES = "pizza tea bread pasta rice soup cake laundry egg chicken potato coffee".split()


@dataclass
class Counting:
    """A timer as it was confirmed: when it rings, or what is left of it while it is paused."""

    name: str
    rings_at_s: float | None
    left_s: float


@dataclass
class Tally:
    """What is known and what went wrong, over all lives."""

    confirmed: dict[int, Counting] = field(default_factory=dict)
    pending: tuple[str, str] | None = None
    """The verb and name of an order that got no answer."""
    wrong: Counter[str] = field(default_factory=Counter)
    orders: int = 0
    rings: int = 0
    worst_s: float = 0.0
    highest_id: int = 0
    starts_s: list[float] = field(default_factory=list)
    start_s: float = 0.0
    """How long the first one took, which nobody killed."""
    due_s: dict[int, float] = field(default_factory=dict)
    """What was to ring in this life, and when."""

    def note_due(self) -> None:
        """Everything that has ended by now."""
        for timer_id, timer in self.confirmed.items():
            if timer.rings_at_s is not None and timer.rings_at_s <= now_s():
                self.due_s.setdefault(timer_id, timer.rings_at_s)

    def off_by(self, seconds: float) -> None:
        """A ring or a remaining time was this far from where it belongs."""
        self.worst_s = max(self.worst_s, abs(seconds))
        if abs(seconds) > MOST_LATE_S:
            self.wrong["late"] += 1


def order(chance: random.Random, tally: Tally) -> tuple[str, str, str]:
    """A verb, the name of its timer, and the sentence."""
    taken = {timer.name for timer in tally.confirmed.values()}
    free = [name for name in NAMES if name not in taken]
    ringing = [t for t in tally.confirmed.values() if t.rings_at_s and t.rings_at_s <= now_s()]
    if ringing and chance.random() < 0.3:
        return "stop", "", "stop"
    if len(taken) < MOST_TIMERS and (not taken or chance.random() < 0.5):
        name = chance.choice(free)
        if chance.random() < 0.5:
            return "start", name, f"set a timer for {chance.randint(1, 3)} seconds called {name}"
        return "start", name, f"set a timer for {chance.randint(20, 50)} minutes called {name}"
    name = chance.choice(sorted(taken))
    verb = chance.choice(["cancel", "pause", "resume", "add"])
    said = "add five minutes to" if verb == "add" else verb
    return verb, name, f"{said} the {name} timer"


def counting(tally: Tally, timer: dict[str, Any], at_s: float) -> Counting:
    """A timer of an answer; one that rings goes on ringing from when it was due."""
    left_s = timer["remaining_s"]
    rings_at_s = None if timer["state"] == "paused" else at_s + left_s
    known = tally.confirmed.get(timer["id"])
    if timer["state"] == "ringing" and known and known.rings_at_s:
        rings_at_s = min(known.rings_at_s, at_s)
    return Counting(timer["name"], rings_at_s, left_s)


def learn(tally: Tally, line: dict[str, Any], at_s: float) -> None:
    """What an answer of this moment lists is confirmed."""
    tally.pending = None
    tally.note_due()
    tally.confirmed = {timer["id"]: counting(tally, timer, at_s) for timer in line["timers"]}
    tally.highest_id = max([tally.highest_id, *tally.confirmed])


def compare(tally: Tally, line: dict[str, Any], at_s: float) -> None:
    """The first answer of a life with what was confirmed before it."""
    verb, name = tally.pending or ("", "")
    there = {timer["id"]: timer for timer in line["timers"]}
    for timer_id, known in tally.confirmed.items():
        timer = there.get(timer_id)
        if timer is None:
            over = known.rings_at_s is not None and known.rings_at_s <= at_s
            if not (verb == "cancel" and name == known.name) and not (verb == "stop" and over):
                tally.wrong["lost"] += 1
        elif not (verb in ("pause", "resume", "add", "cancel") and name == known.name):
            left_s = known.left_s
            if known.rings_at_s is not None:
                left_s = max(0.0, known.rings_at_s - at_s)
            tally.off_by(timer["remaining_s"] - left_s)
    new = [timer for timer_id, timer in there.items() if timer_id not in tally.confirmed]
    for timer in new:
        if verb != "start" or timer["name"] != name or timer["id"] <= tally.highest_id:
            tally.wrong["doubled"] += 1
    # What that order did is known from this answer alone.
    tally.confirmed = {
        timer_id: known
        for timer_id, known in tally.confirmed.items()
        if timer_id in there and known.name != name
    }
    names = [timer["name"] for timer in there.values()]
    tally.wrong["doubled"] += len(names) - len(set(names))


def talk(life: Life, tally: Tally, chance: random.Random) -> None:
    """Orders until it dies."""
    assert life.client is not None
    tally.starts_s.append(life.took_s)
    compare(tally, life.first, life.ready_s)
    learn(tally, life.first, life.ready_s)
    for _ in range(MOST_ORDERS):
        verb, name, sentence = order(chance, tally)
        tally.pending = (verb, name)
        learn(tally, life.client.ask(sentence), now_s())
        tally.orders += 1
        time.sleep(chance.random() * 0.1)


def check_rings(life: Life, tally: Tally, ended_s: float) -> None:
    """Everything that was due while it lived must have rung, when it was due."""
    for timer_id, at_s in tally.due_s.items():
        expected_s = max(at_s, life.ready_s)
        rung_s = life.rung_at_s.get(timer_id)
        if rung_s is not None:
            tally.rings += 1
            tally.off_by(max(0.0, rung_s - expected_s) + min(0.0, rung_s - at_s))
        elif ended_s - expected_s > MOST_LATE_S:
            tally.wrong["late"] += 1
    tally.wrong["doubled"] += max(0, life.said().count(OFF) - 1)


def live(home: Path, tally: Tally, chance: random.Random, dies_at_write: int | None) -> None:
    """One life with its end, and what follows from it."""
    with ExitStack() as stack:
        longest_s = tally.start_s + LONGEST_LIFE_S
        dies_after_s = chance.uniform(0.0, longest_s) if dies_at_write is None else None
        life = Life(home, stack, dies_at_write, dies_after_s)
        if life.first:
            with suppress(VoiceSkillError):  # killed in the middle of an order
                talk(life, tally, chance)
        ended_s = now_s()
        tally.note_due()
        life.kill()
        if life.first:
            check_rings(life, tally, ended_s)
        tally.due_s = {}


@contextmanager
def a_home() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "runtime").mkdir(mode=0o700)
        yield Path(folder)


def measured(kills: int, seed: int, quiet: bool) -> dict[str, float | int]:
    """Every figure under its flat key."""
    chance, tally = random.Random(seed), Tally()
    with a_home() as home:
        with ExitStack() as stack:
            tally.start_s = Life(home, stack).took_s
        for number in tqdm(range(kills), desc="kills", disable=quiet or None):
            at_write = 1 + number // 2 * WRITE_STEP % MOST_WRITE if number % 2 else None
            live(home, tally, chance, at_write)
        with ExitStack() as stack:
            last = Life(home, stack)
            compare(tally, last.first, last.ready_s)
    starts_s = sorted(tally.starts_s)
    return {
        "kills": kills,
        "kills_before_a_write": kills // 2,
        "orders_confirmed": tally.orders,
        "rings": tally.rings,
        **{name: tally.wrong[name] for name in ("lost", "doubled", "late")},
        "worst_error_s": round(tally.worst_s, 3),
        "first_answer_median_s": round(starts_s[len(starts_s) // 2], 3) if starts_s else 0.0,
    }


ROWS = {
    "kills": "kills",
    "kills_before_a_write": "of them just before a write",
    "orders_confirmed": "orders confirmed",
    "rings": "rings checked",
    "lost": "timers lost",
    "doubled": "timers doubled",
    "late": "rings or remaining times more than a second off",
    "worst_error_s": "furthest off, s",
    "first_answer_median_s": "from start to first answer, median, s",
}


def table(figures: dict[str, float | int]) -> str:
    """What stands in the documents."""
    rows = [[title, str(figures[name])] for name, title in ROWS.items()]
    return f"{markdown(['', ''], rows)}\n\n{machine()}, with a load of {load()}."


def main() -> None:
    """Print the figures for people, and with --json for scripts; 1 where one must not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help=f"how often; usually {KILLS}")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments and orders")
    parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
    parser.add_argument("--write", action="store_true", help=f"into docs/{DOCUMENT.name}")
    arguments = parser.parse_args()
    figures = measured(arguments.kills, arguments.seed, arguments.json)
    if arguments.write:
        write_block(DOCUMENT, "survival", table(figures))
    for name, value in figures.items():
        print(f"{name:40} {value}")
    if arguments.json:
        print(json.dumps(figures))
    if figures["lost"] or figures["doubled"] or figures["late"]:
        sys.exit("Timers were lost, doubled or late.")


if __name__ == "__main__":
    main()
