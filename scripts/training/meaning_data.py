"""Reads the phrase bank, names its classes and makes variants of its sentences."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meaning_marks import NAME, NOT_KNOWN, Marks, carried, marks_of
from meaning_things import THINGS

NO_FACT = "none"
TIMED = "timed."
"""With what is timed: a figure of a timer's sentence, for kinds that need no word of their own."""
_TIMED_KINDS = ("massage", "stretch", "shower", "break")
_RENAMED_SHARE = 0.5
HARMLESS = "harmless"
"""A neighbour of an emergency sign; the bank says only that it is none."""
_LIST = re.compile(r"<\w+>")
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")

_FILLERS = (
    "um|uh|erm|er|well|oh|please|kindly|right|okay so|hey|hello|so|look|listen|love|honey|mate|"
    "dear|sir|you know|i mean|like|just|tell me|can you tell me|could you say|i want to know|"
    "i was wondering|excuse me|quick question|now then|ow|hang on|sort of|kind of"
).split("|")

# Words that mean the same here; the first runs of letters are what people and recognisers write.
_SAME = (
    "acetaminophen|paracetamol|tylenol|panadol|acetaminofen|a c t minofen|parrots eat a mall",
    "ibuprofen|advil|nurofen|motrin|brufen|i be profane|eye bu profen",
    "naproxen|aleve|naprosyn|nap roxen|the proxy",
    "omeprazole|prilosec|losec|o map result|oh meh prazole",
    "ranitidine|zantac|rand itty dean|ran it a dean",
    "baclofen|lioresal|back low fen|back lofen",
    "tizanidine|zanaflex|ties anna dean|tiz anna deen",
    "acupuncture|accu puncture|the needles|needling",
    "chiropractor|chiro|cairo practor|bone cracker|back cracker",
    "alexander technique|alexander method|alexander lessons",
    "anti inflammatory|anti inflammatories|nsaid|auntie inflammatory",
    "muscle relaxant|antispasmodic|muscle relaxer|anti spasm tablet|anti spasmodic",
    "herniated disc|slipped disc|bulging disc|popped disc|ruptured disk|her needy ated disc",
    "bone spur|bony growth|osteophyte|bone spurs",
    "scoliosis|curved spine|crooked spine|twisted spine|skol e o sis",
    "spasm|cramp|seizing up|spasms",
    "doctor|doc|gp|physician|g p",
    "physio|physiotherapist|physical therapist|p t",
    "ice pack|cold pack|frozen peas|bag of peas|gel pack|ice",
    "heating pad|hot water bottle|heat pad|hottie|electric pad|heat",
    "exercises|workout|back exercises|strengthening",
    "massage|rub|rubdown|massaging",
    "tablets|pills|meds|medicine",
    "dinner|supper|tea|evening meal",
    "get up|get out of bed|rise|get outta bed",
    "mum|mom|mother|mama|ma",
    "husband|wife|father|dad|grandad|nan|grandma|brother",
)
_SAME_WORDS = {word: tuple(group.split("|")) for group in _SAME for word in group.split("|")}
_SAME_PATTERN = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _SAME_WORDS), key=len, reverse=True)) + r")\b"
)

_NUMBERS = tuple(
    "three four five six seven eight nine ten eleven twelve fifteen eighteen twenty thirty forty "
    "fifty".split()
)

# Never left out: without them a sentence means something else.
_KEPT = frozenset(
    "no not never can't cannot couldn't won't don't doesn't didn't isn't aren't haven't hasn't "
    "wasn't without nothing only just nearly almost ice heat long often many much when".split()
)

_FOR_ANOTHER = {
    "i": ("she", "he", "they", "my wife", "dad"),
    "i'm": ("she's", "he's", "dad's", "my husband's"),
    "i've": ("she's", "he's", "nan's"),
    "my": ("her", "his", "mum's", "my husband's", "the wife's"),
    "me": ("her", "him", "my mother"),
    "am": ("is",),
}


@dataclass(frozen=True)
class Example:
    """One sentence with its class, and the figure it asks for."""

    text: str
    label: str
    fact: str = NO_FACT
    marks: Marks | None = None
    """What each word of an order is; None where that is not known."""

    def marks_in(self, variant: str) -> Marks:
        """The marks for a variant of the sentence, a word each."""
        words = variant.split()
        if self.marks is None:
            return (NOT_KNOWN,) * len(words)
        return carried(self.marks, self.text.split(), words)


NOTHING_MEANT = Example("", "oos")
_SOUP_WORDS = (4, 14)


def class_of(row: dict[str, object]) -> str:
    """The class of one line of the phrase bank, such as "guide.2.5" or "timer.start"."""
    kind = str(row["kind"])
    detail = row.get(kind) if kind != "redflag" else row["sign"]
    if kind == "guide":
        refs = row["refs"]
        assert isinstance(refs, list)
        return f"guide.{refs[0]}"
    if isinstance(detail, dict):
        return f"{kind}.{detail['action']}"
    return f"{kind}.{detail}" if detail else kind


def read_bank(folder: Path) -> list[Example]:
    """All lines of one part of the phrase bank, in the order of the files."""
    examples = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            examples.append(Example(row["text"], class_of(row), _fact_of(row), marks_of(row)))
    return examples


def _fact_of(row: dict[str, Any]) -> str:
    kind = row["timer"].get("kind") if row["kind"] == "timer" else None
    if kind in _TIMED_KINDS:
        return TIMED + kind
    facts: list[str] = row.get("facts") or [NO_FACT]
    return facts[0]


def read_paraphrases(path: Path) -> list[Example]:
    """The sentences written for training alone; `(a|b)` in them is drawn by `vary`."""
    examples: list[Example] = []
    lists: dict[str, str] = {}
    label = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            label = line.strip("[]")
        elif line.startswith("<") and " = " in line and not label:
            name, _, choices = line.partition(" = ")
            lists[name] = f"({choices})"
        elif line and not line.startswith("#"):
            text, _, fact = line.partition(" = ")
            examples.append(Example(_LIST.sub(lambda m: lists[m[0]], text), label, fact or NO_FACT))
    return examples


def draw(pattern: str, chance: random.Random) -> str:
    """One sentence of a pattern with `(a|b)` in it."""
    while "(" in pattern:
        pattern = _ALTERNATIVES.sub(lambda found: chance.choice(found[1].split("|")), pattern)
    return " ".join(pattern.split())


def spread(examples: Sequence[Example]) -> list[Example]:
    """Each pattern once to three times, by how many sentences it can make."""
    spread_out = []
    for example in examples:
        choices = (found[1].count("|") + 1 for found in _ALTERNATIVES.finditer(example.text))
        sentences = math.prod(choices)
        times = 1 + sum(sentences > limit for limit in (20, 300))
        spread_out += [example] * times
    return spread_out


def soup(examples: Sequence[Example], chance: random.Random) -> str:
    """Words from as many different sentences: each is of our domain, together they mean nothing."""
    count = chance.randint(*_SOUP_WORDS)
    return " ".join(
        chance.choice(draw(chance.choice(examples).text, chance).split() or ["the"])
        for _ in range(count)
    )


def words_of(example: Example) -> str:
    """All words that a pattern can make, for the vocabulary."""
    return re.sub(r"[()|]", " ", example.text)


def _counted(words: Sequence[str], chance: random.Random) -> list[str]:
    """With other numbers: which one is said never makes it another kind of order."""
    return [
        chance.choice(_NUMBERS) if word in _NUMBERS and chance.random() < 0.4 else word
        for word in words
    ]


def vary(example: Example, chance: random.Random, others: Sequence[Example]) -> str:
    """Another way to hear the same sentence; what tells classes apart is left alone."""
    drawn = draw(example.text, chance)
    if example.marks and NAME in example.marks and chance.random() < _RENAMED_SHARE:
        words = _renamed(drawn.split(), example.marks, chance)
    else:
        words = _SAME_PATTERN.sub(lambda found: _swap(found[0], chance), drawn).split()
    if example.label.startswith(("timer.", "alarm.", "reminder.")):
        words = _counted(words, chance)
    if chance.random() < 0.15:
        words = list(_for_another(words, chance))
    if len(words) > 4 and chance.random() < 0.5:
        words = [word for word in words if word in _KEPT or chance.random() > 0.08] or words
    for _ in range(chance.choice((0, 0, 1, 2))):
        words.insert(chance.choice((0, 0, chance.randint(0, len(words)))), chance.choice(_FILLERS))
    if example.label.startswith("redflag.") and chance.random() < 0.2:
        words = _beside(words, draw(chance.choice(others).text, chance).split(), chance)
    return " ".join(words)


def _renamed(words: Sequence[str], marks: Marks, chance: random.Random) -> list[str]:
    """The same order for another thing."""
    start = marks.index(NAME)
    end = next((i for i in range(start, len(marks)) if marks[i] != NAME), len(marks))
    ending = words[end - 1].partition("'")
    thing = chance.choice(THINGS) + ending[1] + ending[2]
    return [*words[:start], *thing.split(), *words[end:]]


def _swap(word: str, chance: random.Random) -> str:
    return chance.choice(_SAME_WORDS[word]) if chance.random() < 0.3 else word


def _for_another(words: Sequence[str], chance: random.Random) -> Iterator[str]:
    for word in words:
        yield chance.choice(_FOR_ANOTHER[word]) if word in _FOR_ANOTHER else word


def _beside(flag: list[str], other: list[str], chance: random.Random) -> list[str]:
    """An emergency said in one breath with something else stays an emergency."""
    joint = chance.choice(("and", "oh and", "but", "also", "because", "so", ""))
    first, second = (flag, other) if chance.random() < 0.5 else (other, flag)
    return [*first, *joint.split(), *second]
