"""Strings that nobody says: does anything crash, and is anything done that the words do not order?

Half are any Unicode characters, half are words of our own templates and of the training part of the
phrase bank, shuffled, spliced, changed or negated. The same seed gives the same strings.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from scripts.benchmarks.lessons import lessons
from scripts.benchmarks.oracle import Oracle
from voice_skill.app import meaning_model
from voice_skill.content import load
from voice_skill.resources import content_dir
from voice_skill.understanding.language import Language
from voice_skill.understanding.pipeline import Understander

TRAIN = Path(__file__).resolve().parents[2] / "tests" / "phrases" / "train"
_MOST_WORDS = 14
_LONGEST_SHARE = 0.01
_SHOWN = 20
_RANGES = (
    (0x20, 0x7E),
    (0x00, 0x17F),
    (0x30, 0x39),
    (0x300, 0x36F),
    (0x600, 0x669),
    (0x2000, 0x206F),
    (0x2150, 0x218B),
    (0x4E00, 0x4FFF),
    (0xD800, 0xDFFF),
    (0xFF00, 0xFFEF),
    (0x1F300, 0x1F6FF),
    (0x0, 0x10FFFF),
)
"""Latin, digits, marks, Arabic, invisible ones, fractions, Chinese, halves of pairs, anything."""
_NEGATIONS = ("do not", "don't", "never", "please do not", "you must not", "never ever")


class Strings:
    """An endless supply, the same for the same seed."""

    def __init__(self, language: Language, seed: int) -> None:
        self._chance = random.Random(seed)
        bank = [
            json.loads(line)["text"]
            for path in sorted(TRAIN.glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        self._orders = [
            sentence
            for lesson in lessons(language, 1, 5)
            if not lesson.label.startswith(("guide.", "emergency/"))
            for sentence in lesson.plain
        ]
        self._sentences = [*bank, *self._orders]
        self._words = sorted({word for said in self._sentences for word in said.split()})

    def __iter__(self) -> Iterator[str]:
        while True:
            yield self._any_characters()
            yield self._our_words()

    def _any_characters(self) -> str:
        long = self._chance.random() < _LONGEST_SHARE
        ranges = self._chance.choices(_RANGES, k=self._chance.randint(1, 3))
        count = self._chance.randint(0, 5000 if long else 60)
        drawn = self._chance.choices(ranges, k=count)
        return "".join(chr(self._chance.randint(*ends)) for ends in drawn)

    def _our_words(self) -> str:
        chance = self._chance
        kind = chance.randrange(6)
        if kind == 0:
            return " ".join(chance.choices(self._words, k=chance.randint(1, _MOST_WORDS)))
        if kind == 1:
            words = chance.choice(self._sentences).split()
            return " ".join(chance.sample(words, len(words)))
        if kind == 2:
            first, second = (chance.choice(self._sentences).split() for _ in range(2))
            return " ".join(first[: chance.randint(0, len(first))] + second[chance.randint(0, 3) :])
        if kind == 3:
            return f"{chance.choice(_NEGATIONS)} {chance.choice(self._orders)}"
        return self._changed(chance.choice(self._orders).split())

    def _changed(self, words: list[str]) -> str:
        """An order with one or two words left out, put in or replaced."""
        for _ in range(self._chance.randint(1, 2)):
            place = self._chance.randint(0, len(words))
            put_in = self._chance.choices(self._words, k=self._chance.randint(0, 1))
            words[place : place + self._chance.randint(0, 1)] = put_in
        return " ".join(words)


def objections(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Strings out of `count` that crash or are acted on without reason, each with the reason."""
    language = load(content_dir()).language
    understander, oracle = Understander(language, meaning_model), Oracle(language)
    strings = zip(range(count), Strings(language, seed), strict=False)
    for _, text in tqdm(strings, total=count, unit=" strings", disable=None):
        try:
            objection = oracle.objection(text, understander.understand(text))
        except Exception as error:  # any crash is what is looked for
            objection = f"{type(error).__name__}: {error}"
        if objection:
            yield text, objection


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="how many strings")
    parser.add_argument("--seed", type=int, default=0, help="other strings for another number")
    parser.add_argument("--json", action="store_true", help="one object on the last line")
    arguments = parser.parse_args()
    reasons: Counter[str] = Counter()
    for text, objection in objections(arguments.count, arguments.seed):
        reasons[re.sub(r"\d+", "N", objection)] += 1
        if sum(reasons.values()) <= _SHOWN:
            tqdm.write(f"{objection}: {text[:200]!r}")
    wrong = sum(reasons.values())
    print(f"{arguments.count} strings, {wrong} crashed or were acted on without reason")
    for reason, times in reasons.most_common():
        print(f"{times:6} {reason}")
    if arguments.json:
        print(json.dumps({"strings": arguments.count, "wrong": wrong}))
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
