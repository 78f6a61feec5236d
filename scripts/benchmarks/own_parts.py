"""Our own understanding alone, by part and kind of the sentences."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from typing import Any

from tqdm import tqdm

from scripts.benchmarks.comparison import BANK, PUBLIC
from scripts.benchmarks.facts import is_said
from scripts.benchmarks.scoring import ACTS, Line, bank_is_right, lines, timer_is_right
from voice_skill.app import meaning_model
from voice_skill.content import load
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.meaning import Meaning
from voice_skill.resources import content_dir
from voice_skill.simulation import Order, SimulatedClock, Simulation
from voice_skill.understanding.pipeline import Understander

_NOW = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)


class Parts:
    """Asks, counts and takes the time."""

    def __init__(self, misses: str) -> None:
        """`misses` is the part whose misses are listed, such as "dev guide"."""
        content = load(content_dir())
        self._knowledge = content.knowledge
        self._understander = Understander(content.language, meaning_model)
        self._understander.understand("start the ice for ten minutes")
        self._taken_ms: list[float] = []
        self._counts: dict[str, tuple[int, int]] = {}
        self._misses = misses

    def ask_all(self) -> None:
        """Public sentences, then the phrase bank."""
        if PUBLIC.is_dir():
            self._ask_public()
        else:
            print(f"Skipped: {PUBLIC} is not there; it holds other people's sentences.")
        for part in ("train", "dev", "test"):
            asked = [line for path in sorted((BANK / part).glob("*.jsonl")) for line in lines(path)]
            for line in tqdm(asked, desc=part, unit=" lines", leave=False, disable=None):
                self._ask_bank(part, line)

    def show(self) -> None:
        """All counts and times, for people."""
        for part, (rights, total) in self._counts.items():
            print(f"{part:24} {rights:5} of {total:5}  {100 * rights / total:5.1f} %")
        middle, late = self._times_ms()
        print(
            f"median {middle:.2f} ms, 95 of 100 within {late:.2f} ms,"
            f" longest {max(self._taken_ms):.0f} ms"
        )

    def figures(self) -> dict[str, float]:
        """The same for scripts: shares and milliseconds."""
        middle, late = self._times_ms()
        shares = {part: rights / total for part, (rights, total) in self._counts.items()}
        return {**shares, "median_ms": middle, "p95_ms": late}

    def _times_ms(self) -> tuple[float, float]:
        return statistics.median(self._taken_ms), statistics.quantiles(self._taken_ms, n=20)[-1]

    def _ask(self, text: str) -> Meaning:
        """The meaning; the processor time for it is kept, which other programs do not lengthen."""
        before_s = time.process_time()
        meaning = self._understander.understand(text)
        self._taken_ms.append(1000 * (time.process_time() - before_s))
        return meaning

    def _count(self, part: str, line: Line, meaning: Meaning, right: bool) -> None:
        rights, total = self._counts.get(part, (0, 0))
        self._counts[part] = (rights + right, total + 1)
        if not right and part == self._misses:
            label = {key: line[key] for key in ("timer", "alarm", "refs", "sign") if key in line}
            tqdm.write(f"{line['text']} | {label} | {meaning.intent} {dict(meaning.slots)}")

    def _ask_public(self) -> None:
        for line in lines(PUBLIC / "timers.jsonl"):
            if line.get("core") and line["kind"] == "timer":
                meaning = self._ask(line["text"])
                self._count("timers", line, meaning, timer_is_right(meaning, line))
        for line in lines(PUBLIC / "out_of_scope.jsonl"):
            meaning = self._ask(line["text"])
            acted = meaning.intent.startswith(ACTS) or meaning.red_flag is not None
            self._count("nothing done", line, meaning, not acted)
            self._count("nothing answered", line, meaning, meaning.intent != "guide.answer")

    def _ask_bank(self, part: str, line: Line) -> None:
        meaning = self._ask(line["text"])
        self._count(f"{part} {line['kind']}", line, meaning, bank_is_right(meaning, line))
        if line.get("facts"):
            self._count(f"{part} facts said", line, meaning, self._says_facts(line))
        if line["kind"] not in ("redflag", "harmless"):
            self._count(f"{part} no false alarm", line, meaning, meaning.red_flag is None)
        if line["kind"] in ("guide", "oos", "harmless"):
            still = not meaning.intent.startswith(ACTS)
            self._count(f"{part} nothing done", line, meaning, still)

    def _says_facts(self, line: Line) -> bool:
        """Whether the first reply of a new conversation says every figure that is asked for."""
        dialogue, clock = Dialogue(self._knowledge), SimulatedClock(_NOW)
        conversation = Simulation(dialogue, self._understander.understand, clock)
        reply: dict[str, Any] = conversation.apply(Order(text=line["text"]))
        conversation.close()
        unit = self._knowledge.guide.units().get(str(reply["slots"].get("unit")))
        return all(is_said(fact, unit, reply["say"]) for fact in line["facts"])
