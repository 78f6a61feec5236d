"""Routines as values: the steps as they are written, and the flat program that is walked.

A program is a row of nodes in which every way leads forward, with nested routines put in their
place. A run then is nothing but the row of nodes that were walked: going back drops the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DAY_PARTS = ("morning", "afternoon", "evening", "night")
_FIRST_HOURS = ((5, "morning"), (12, "afternoon"), (18, "evening"), (22, "night"))

CUES = ("quarter", "half", "three_quarters")
"""What may be said while the timer of a step counts, in order."""

ALARMS = ("half_way", "rise")

UNSURE = "unsure"
"""The way of somebody who does not know."""

MOST_NODES = 400
"""Of one program; more than that is a mistake, since nobody lies still for so long."""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A step that says something; each one that is reached counts."""

    say: str
    short: str = ""
    """Said instead when it is repeated, and from the second time the routine is done."""
    why: str = ""
    sources: tuple[str, ...] = ()
    """`part.step` of the guide, where it differs from the routine's."""

    @property
    def brief(self) -> str:
        """The short form, if there is one."""
        return self.short or self.say


@dataclass(frozen=True, kw_only=True)
class Line(Spoken):
    """An instruction: waits for "next", or goes on by itself after `wait_s` of silence."""

    wait_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class Hold(Spoken):
    """Hold still while the seconds are counted aloud, several times."""

    hold_s: int
    repetitions: int = 1
    rest_s: float = 0.0
    """Between two repetitions."""
    switch: str = ""
    """Said half way through the repetitions, such as "Now the other side."."""


@dataclass(frozen=True, kw_only=True)
class Count(Spoken):
    """Starts a timer and waits until it was acknowledged, and is off where it lay on the skin."""

    kind: str
    length_s: float
    ready: str = ""
    """Said first, and the timer begins with the "next" after it: what has to be laid on."""
    cues: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ask(Spoken):
    """A question with a yes or a no; without an answer neither way is taken."""

    yes: tuple[Step, ...] = ()
    no: tuple[Step, ...] = ()
    unsure: tuple[Step, ...] | str = ()
    """The steps after "I do not know", or the answer that it counts as; else it is asked again."""
    yes_words: tuple[str, ...] = ()
    """Words that are a yes to this question, and after a "not" a no: "sharp", "very"."""
    no_words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choose(Spoken):
    """A question that is answered with one of these words."""

    options: Mapping[str, tuple[Step, ...]]
    unsure: tuple[Step, ...] | str = ()


@dataclass(frozen=True, kw_only=True)
class SetAlarm(Spoken):
    """Sets the alarm half way through the night, or the one for getting up, and goes on."""

    which: str


@dataclass(frozen=True, kw_only=True)
class Alert(Spoken):
    """A sign of an emergency was found by asking: its fixed advice, and the routine pauses."""

    sign: str


@dataclass(frozen=True)
class DayPart:
    """Other steps at other times of the day; what is missing is passed over."""

    parts: Mapping[str, tuple[Step, ...]]


@dataclass(frozen=True)
class Repeat:
    """The same steps several times over, such as once for each side."""

    times: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Inner:
    """The steps of another routine, without its caution, end and question."""

    routine: str


@dataclass(frozen=True)
class Trigger:
    """Asks something outside, by its name in the settings; nothing waits for it."""

    name: str


Step = Line | Hold | Count | Ask | Choose | SetAlarm | Alert | DayPart | Repeat | Inner | Trigger


@dataclass(frozen=True)
class Written:
    """A routine as its file has it."""

    id: str
    title: str
    """Fits into "We are <title>, step three of seven."."""
    steps: tuple[Step, ...]
    sources: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    """Sentence templates that start it."""
    caution: str = ""
    """Said once, before the first step."""
    end: str = ""
    ask_feeling: bool = True


@dataclass(frozen=True)
class Node:
    """One place of a program. The index after the last node is the end."""

    step: Step
    to: int
    """Where it goes on, and where the ways of a question meet again."""
    ways: Mapping[str, int] = field(default_factory=dict)
    """Where an answer, or a part of the day, leads."""
    sources: tuple[str, ...] = ()
    owner: str = ""
    """The routine that it was written in."""
    caution: str = ""
    """Of the routine that begins here inside another one."""

    @property
    def spoken(self) -> Spoken | None:
        """The step, if it is one that says something."""
        return self.step if isinstance(self.step, Spoken) else None


@dataclass(frozen=True)
class Routine:
    """A routine that can be walked."""

    written: Written
    nodes: tuple[Node, ...]

    @property
    def id(self) -> str:
        """As the contract and the files call it."""
        return self.written.id

    @property
    def title(self) -> str:
        """As it is called aloud."""
        return self.written.title

    def onward(
        self, index: int, day_part: str, answers: Iterable[tuple[int, str]] = ()
    ) -> tuple[int, dict[int, str]]:
        """The next place that says something, from `index` on, and the triggers before it.

        answers: (place, answer) of what was asked so far; what another routine has asked in the
        same words is not asked again.
        """
        triggers: dict[int, str] = {}
        while index < len(self.nodes):
            node = self.nodes[index]
            known = self._known_way(node, answers)
            if known is not None:
                index = known
                continue
            if node.spoken:
                break
            if isinstance(node.step, Trigger):
                triggers[index] = node.step.name
            index = node.ways.get(day_part, node.to)
        return index, triggers

    def _known_way(self, node: Node, answers: Iterable[tuple[int, str]]) -> int | None:
        for place, said in answers:
            asked = self.nodes[place]
            same = isinstance(node.step, Ask) and asked.spoken and asked.spoken.say == node.step.say
            if same and asked.owner != node.owner:
                return node.ways.get(said)
        return None

    def ahead(self, index: int, day_part: str) -> int:
        """How many steps may follow the one at `index`; an open question counts its longest way."""
        counts = [0] * (len(self.nodes) + 1)
        for at in range(len(self.nodes) - 1, index, -1):
            counts[at] = self._after(at, day_part, counts) + bool(self.nodes[at].spoken)
        return self._after(index, day_part, counts)

    def _after(self, index: int, day_part: str, counts: list[int]) -> int:
        node = self.nodes[index]
        if isinstance(node.step, DayPart):
            return counts[node.ways.get(day_part, node.to)]
        return max(counts[to] for to in (node.to, *node.ways.values()))


def day_part(hour: int) -> str:
    """The part of the day that this hour belongs to."""
    return next((name for first, name in reversed(_FIRST_HOURS) if hour >= first), "night")
