"""Every engine on the same sentences: what it gets right, what it does unasked, what it costs."""

from __future__ import annotations

import shutil
import statistics
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from scripts.benchmarks.hardness import nearest_finds, others_find
from scripts.benchmarks.lessons import Lesson, course, lessons
from scripts.benchmarks.measures import all_measures, counts
from scripts.benchmarks.peers.catalogue import FOLDER, OURS, PEERS, ROOT, Peer, home, installed
from scripts.benchmarks.peers.process import Answers, PeerError, answers
from scripts.benchmarks.scoring import Line, best_threshold, lines, silenced
from voice_skill.content import Content, load
from voice_skill.resources import content_dir
from voice_skill.understanding.normalise import Normaliser, spelled

PUBLIC = ROOT.parent / "shared" / "eval"
BANK = ROOT / "tests" / "phrases"
WITHOUT_MODEL = "voice-skill without models/meaning"


@dataclass
class Score:
    """One engine's figures."""

    name: str
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Measure to how many of how many."""
    median_ms: float = 0.0
    p95_ms: float = 0.0
    memory_mb: float = 0.0
    ready_s: float = 0.0

    def figures(self) -> dict[str, float]:
        """Everything under flat keys, shares for counts."""
        found = {f"{self.name}: {name}": n / max(of, 1) for name, (n, of) in self.counts.items()}
        times = {"median_ms": self.median_ms, "p95_ms": self.p95_ms}
        costs = {**times, "memory_mb": self.memory_mb, "ready_s": self.ready_s}
        return {**found, **{f"{self.name}: {name}": value for name, value in costs.items()}}


class Comparison:
    """The sentences, and how a reply to them is judged."""

    def __init__(self) -> None:
        self._content: Content = load(content_dir())
        units = self._content.knowledge.guide.units()
        self._steps = {unit.id: unit.source for unit in units.values()}
        self.measures = all_measures(units)
        self.dev = [line for path in sorted((BANK / "dev").glob("*")) for line in lines(path)]
        self.test = [line for path in sorted((BANK / "test").glob("*")) for line in lines(path)]
        self.public: list[Line] = []
        if PUBLIC.is_dir():
            timers = lines(PUBLIC / "timers.jsonl")
            self.public += [line for line in timers if line.get("core") and line["kind"] == "timer"]
            self.public += lines(PUBLIC / "out_of_scope.jsonl")
        self._normaliser = Normaliser(self._content.language)

    @cached_property
    def samples(self) -> list[Lesson]:
        """What most peers learn from."""
        return lessons(self._content.language)

    def hardness(self) -> dict[str, tuple[int, int]]:
        """For how many test questions the nearest known question has a right step."""
        asked = [line for line in self.test if line["kind"] == "guide"]
        train = [line for path in sorted((BANK / "train").glob("*")) for line in lines(path)]
        known = [(line["text"], line["refs"]) for line in train if line["kind"] == "guide"]
        own = [
            (sentence, [self._steps[lesson.label.partition("/")[2]]])
            for lesson in self.samples
            if lesson.label.startswith("guide.answer/")
            for sentence in lesson.plain
        ]
        titles = [(step.title, [step.source]) for step in self._content.knowledge.guide.steps]
        kinds = {
            "nearest question of the training part": known,
            "nearest question of our templates": own,
            "nearest title of a step": titles,
        }
        found = {name: (nearest_finds(asked, near), len(asked)) for name, near in kinds.items()}
        others = others_find(asked), len(asked)
        return {"nearest other question of the test part": others, **found}

    def run(self) -> list[Score]:
        """Ask everyone. An engine that fails is left out, after a line that says so."""
        scores: list[Score] = []
        for peer in (OURS, *PEERS):
            python = installed(peer)
            if python is None:
                continue
            for name, folder in self._places(peer):
                try:
                    scores.append(self._score(name, peer, self._asked(name, peer, python, folder)))
                except PeerError as error:
                    print(error)
        return scores

    def _places(self, peer: Peer) -> list[tuple[str, Path]]:
        """Our own engine runs from a copy that lacks the meaning model, too."""
        places = [(peer.name, ROOT)]
        if peer is OURS and (ROOT / "models" / "meaning").is_dir():
            copy = FOLDER / "without-model"
            shutil.rmtree(copy, ignore_errors=True)
            left_out = shutil.ignore_patterns("meaning", "__pycache__")
            for folder in ("voice_skill", "intents", "models", "scripts/benchmarks"):
                shutil.copytree(ROOT / folder, copy / folder, ignore=left_out)
            places.append((WITHOUT_MODEL, copy))
        return places

    def _asked(self, name: str, peer: Peer, python: Path, folder: Path) -> Answers:
        command = [str(python), "-m", "scripts.benchmarks.peers.worker", peer.worker]
        texts = [line["text"] for line in (*self.dev, *self.test, *self.public)]
        if peer is OURS or peer.only_timers:
            return answers(name, command, {}, texts, folder)
        texts = [" ".join(spelled(self._normaliser.words(text))) for text in texts]
        taught = self.samples
        if peer.samples != Peer.samples:
            taught = lessons(self._content.language, *peer.samples)
        given = {**course(taught), "folder": str(home(peer) / "learned")}
        if peer.learns_slowly:
            print(f"{name} learns; the first time this takes minutes.", file=sys.stderr)
            answers(name, command, given, [], folder)
        return answers(name, command, given, texts, folder)

    def _score(self, name: str, peer: Peer, given: Answers) -> Score:
        of_dev, others = given.replies[: len(self.dev)], given.replies[len(self.dev) :]
        if peer is not OURS:
            pairs = list(zip(of_dev, self.dev, strict=True))
            if peer.only_timers:
                pairs = [pair for pair in pairs if pair[1]["kind"] in ("timer", "oos")]
            others = silenced(others, best_threshold(pairs, self._steps))
        took_ms = [reply.took_ms for reply in given.replies[len(self.dev) :]]
        score = Score(
            name,
            median_ms=statistics.median(took_ms),
            p95_ms=statistics.quantiles(took_ms, n=20)[-1],
            memory_mb=given.memory_mb,
            ready_s=given.ready_s,
        )
        measures = [one for one in self.measures if one.of_timer_skills or not peer.only_timers]
        score.counts = counts(measures, zip(others, (*self.test, *self.public), strict=True))
        return score
