"""From the steps of a routine, as they are written, to the flat program that is walked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from voice_skill.core.routines import (
    UNSURE,
    Ask,
    Choose,
    DayPart,
    Inner,
    Node,
    Repeat,
    Routine,
    Spoken,
    Step,
    Written,
)


def branches(step: Step) -> Mapping[str, tuple[Step, ...]]:
    """The steps inside a step, by the answer or the part of the day."""
    if isinstance(step, Ask | Choose):
        ways = {"yes": step.yes, "no": step.no} if isinstance(step, Ask) else dict(step.options)
        if isinstance(step.unsure, tuple) and step.unsure:
            ways[UNSURE] = step.unsure
        return ways
    return step.parts if isinstance(step, DayPart) else {}


class Sizes:
    """How many nodes steps become. Each routine is counted once, however often it is run."""

    def __init__(self, known: Mapping[str, Written]) -> None:
        """Every routine that the steps run is in `known`, and none runs itself."""
        self._known = known
        self._counted: dict[str, int] = {}

    def of(self, steps: tuple[Step, ...]) -> int:
        """The number of their nodes."""
        return sum(map(self.of_step, steps))

    def of_step(self, step: Step) -> int:
        """The number of nodes of one step with all that is in it."""
        if isinstance(step, Repeat):
            return step.times * self.of(step.steps)
        if not isinstance(step, Inner):
            return 1 + sum(map(self.of, branches(step).values()))
        name = step.routine
        if name not in self._counted:
            self._counted[name] = self.of(self._known[name].steps)
        return self._counted[name]


def compiled(written: Written, known: Mapping[str, Written]) -> Routine:
    """The program of a routine, with the steps of those that it runs."""
    return Routine(written, tuple(_Compiler(known).nodes(written, written.steps, 0, None)))


class _Compiler:
    def __init__(self, known: Mapping[str, Written]) -> None:
        self._known, self._sizes = known, Sizes(known)

    def nodes(
        self, owner: Written, steps: tuple[Step, ...], index: int, after: int | None
    ) -> Iterator[Node]:
        """The nodes of these steps from `index` on; they lead to `after`, or behind themselves."""
        for place, step in enumerate(steps):
            following = index + self._sizes.of_step(step)
            last = place == len(steps) - 1
            to = after if last and after is not None else following
            if isinstance(step, Inner):
                there = self._known[step.routine]
                first, *others = self.nodes(there, there.steps, index, to)
                yield replace(first, caution=there.caution or first.caution)
                yield from others
            elif isinstance(step, Repeat):
                yield from self.nodes(owner, step.steps * step.times, index, to)
            else:
                yield from self._with_branches(owner, step, index, to)
            index = following

    def _with_branches(self, owner: Written, step: Step, index: int, to: int) -> Iterator[Node]:
        ways: dict[str, int] = {}
        inside: list[Node] = []
        for answer, branch in branches(step).items():
            first = index + 1 + len(inside)
            ways[answer] = first if branch else to
            inside += self.nodes(owner, branch, first, to)
        if isinstance(step, Ask | Choose) and isinstance(step.unsure, str):
            ways[UNSURE] = ways[step.unsure]
        yield Node(step, to, ways, _sources(owner, step), owner.id)
        yield from inside


def _sources(owner: Written, step: Step) -> tuple[str, ...]:
    """A routine from several steps of the guide says for each step which one it is from."""
    own = step.sources if isinstance(step, Spoken) else ()
    return own or (owner.sources if len(owner.sources) == 1 else ())
