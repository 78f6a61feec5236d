"""How much is understood: other people's timer sentences, sentences that must do nothing, and ours.

The public sentences lie beside the checkout, in ../shared/eval; without them that part is skipped.
`--misses PART` lists what went wrong in one part, except in the test part of the phrase bank.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

from voice_skill.content import load
from voice_skill.core.meaning import Meaning
from voice_skill.resources import content_dir, models_dir
from voice_skill.understanding.pipeline import Understander
from voice_skill.understanding.semantic import SemanticModel

ROOT = Path(__file__).parents[2]
PUBLIC = ROOT.parent / "shared" / "eval"
BANK = ROOT / "tests" / "phrases"
ACTS = ("timer.", "alarm.", "reminder.", "routine.", "settings.", "diary.", "control.")
_SECONDS_IN_A_MINUTE = 60


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def wanted_s(timer: dict[str, Any]) -> float | None:
    """The length that was said, in seconds; None where none was."""
    minutes, seconds = timer.get("minutes"), timer.get("seconds")
    if minutes is None and seconds is None:
        return None
    return (minutes or 0) * _SECONDS_IN_A_MINUTE + (seconds or 0)


def timer_is_right(meaning: Meaning, line: dict[str, Any]) -> bool:
    """Whether action, length, clock time and target agree with the label."""
    timer, slots = line["timer"], meaning.slots
    group, _, action = meaning.intent.partition(".")
    if meaning.intent == "control.cancel_all":
        group, action, slots = "timer", "cancel", {"all": True}
    accepted = [timer["action"], *line.get("accept_actions", timer.get("accept_actions") or [])]
    if group not in ("timer", "alarm") or action not in accepted:
        return False
    length_s = wanted_s(timer)
    told_s = slots.get("duration_s", slots.get("target_duration_s"))
    if length_s is not None and told_s != length_s:
        return False
    for said in ("at", "target_at"):
        times = {timer.get(said), timer.get(f"{said}_alt")} - {None}
        if times and times.isdisjoint({slots.get("at"), slots.get("at_alt")}):
            return False
    target = timer.get("target_minutes")
    if target and slots.get("target_duration_s") != target * _SECONDS_IN_A_MINUTE:
        return False
    if timer.get("name") and slots.get("name") != timer["name"]:
        return False
    return bool(slots.get("all")) or not timer.get("all") or timer["action"] != "cancel"


def bank_is_right(meaning: Meaning, line: dict[str, Any]) -> bool:
    """Whether a line of the phrase bank was understood."""
    kind, intent = line["kind"], meaning.intent
    if kind == "redflag":
        return meaning.red_flag is not None
    if kind == "harmless":
        return meaning.red_flag is None
    if kind == "guide":
        return bool(set(meaning.sources) & set(line["refs"]))
    if kind == "oos":
        return intent == "unknown"
    if kind in ("timer", "alarm"):
        label = line[kind]
        given = meaning.slots.get("kind")
        if kind == "timer" and label.get("kind", "custom") != "custom" and given != label["kind"]:
            return False
        return timer_is_right(meaning, {**line, "timer": label})
    if kind == "routine":
        return intent == "routine.start" and meaning.slots.get("id") == line["routine"]
    if kind == "control":
        cancelled = intent == "timer.cancel" and bool(meaning.slots.get("all"))
        return intent == f"control.{line['control']}" or (
            line["control"] == "cancel_all" and cancelled
        )
    return intent.startswith("reminder.start") or bool(meaning.slots.get("name"))


class Bench:
    """Asks, counts and takes the time."""

    def __init__(self, misses: str) -> None:
        self.understander = Understander(
            load(content_dir()).language, lambda: SemanticModel.load(models_dir() / "meaning")
        )
        self.understander.understand("start the ice for ten minutes")
        self.taken_ms: list[float] = []
        self.figures: dict[str, Any] = {}
        self._misses = misses

    def ask(self, text: str) -> Meaning:
        """The meaning; the processor time for it is kept, which other programs do not lengthen."""
        before_s = time.process_time()
        meaning = self.understander.understand(text)
        self.taken_ms.append(1000 * (time.process_time() - before_s))
        return meaning

    def count(self, part: str, line: dict[str, Any], meaning: Meaning, right: bool) -> None:
        """One more of this part."""
        rights, total = self.figures.get(part, (0, 0))
        self.figures[part] = (rights + right, total + 1)
        if not right and part == self._misses and not part.startswith("test "):
            label = {key: line[key] for key in ("timer", "alarm", "refs", "sign") if key in line}
            print(f"{line['text']} | {label} | {meaning.intent} {dict(meaning.slots)}")

    def public(self) -> None:
        """Timer sentences and out-of-scope sentences of public collections."""
        if not PUBLIC.is_dir():
            print(f"Skipped: {PUBLIC} is not there; it holds other people's sentences.")
            return
        for line in lines(PUBLIC / "timers.jsonl"):
            if line.get("core") and line["kind"] == "timer":
                meaning = self.ask(line["text"])
                self.count("timers", line, meaning, timer_is_right(meaning, line))
        for line in lines(PUBLIC / "out_of_scope.jsonl"):
            meaning = self.ask(line["text"])
            acted = meaning.intent.startswith(ACTS) or meaning.red_flag is not None
            self.count("nothing done", line, meaning, not acted)
            self.count("nothing answered", line, meaning, meaning.intent != "guide.answer")

    def bank(self) -> None:
        """The phrase bank of this project, by part and kind."""
        for part in ("train", "dev", "test"):
            for path in sorted((BANK / part).glob("*.jsonl")):
                for line in lines(path):
                    meaning = self.ask(line["text"])
                    right = bank_is_right(meaning, line)
                    self.count(f"{part} {line['kind']}", line, meaning, right)
                    if line["kind"] not in ("redflag", "harmless"):
                        calm = meaning.red_flag is None
                        self.count(f"{part} no false alarm", line, meaning, calm)
                    if line["kind"] in ("guide", "oos", "harmless"):
                        still = not meaning.intent.startswith(ACTS)
                        self.count(f"{part} nothing done", line, meaning, still)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    parser.add_argument("--misses", default="", metavar="PART", help='such as "timers"')
    arguments = parser.parse_args()
    bench = Bench(arguments.misses)
    bench.public()
    bench.bank()
    for part, (rights, total) in bench.figures.items():
        print(f"{part:24} {rights:5} of {total:5}  {100 * rights / total:5.1f} %")
    middle = statistics.median(bench.taken_ms)
    late = statistics.quantiles(bench.taken_ms, n=20)[-1]
    print(
        f"median {middle:.2f} ms, 95 of 100 within {late:.2f} ms,"
        f" longest {max(bench.taken_ms):.0f} ms"
    )
    if arguments.json:
        shares = {part: rights / total for part, (rights, total) in bench.figures.items()}
        print(json.dumps({**shares, "median_ms": middle, "p95_ms": late}))


if __name__ == "__main__":
    main()
