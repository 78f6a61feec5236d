"""Who may use the loudspeaker next: the written rule for everything that wants to sound.

1.  One piece sounds at a time: alarm before ring before reply before hint. Words that something on
    the skin depends on rank with the ring. Equal ranks come in the order in which they came.
2.  A higher rank that begins cuts a lower one at once. The next round of a ring that goes on cuts
    nothing: it waits for the words that are being said, and comes before those that wait.
3.  New words replace words, and a new round replaces one that waits: only the newest counts.
4.  Words never cut the burst of a ring. The silence before it gives way to them once, the silence
    and the words after it always.
5.  A reply that was cut by a ring is said once more from its beginning, unless there is a newer
    one; cut again, it is dropped. A hint that is cut is dropped.
6.  The alarm for help comes again by itself until `clear`, which drops everything.
7.  What is held is silent and keeps its place; words that come meanwhile replace words as ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, IntEnum

from voice_skill.core.effects import AS_SET
from voice_skill.ports import Sound


class Rank(IntEnum):
    """The higher comes first."""

    HINT = 0
    REPLY = 1
    RING = 2
    ALARM = 3


class Phase(Enum):
    """Where a round is: in the silence before its sound, in its sound, or past it."""

    BEFORE = 0
    BURST = 1
    AFTER = 2


@dataclass(frozen=True)
class Piece:
    """One thing to sound: words, or a round of a ring with the words in it."""

    rank: Rank
    text: str
    loudness: int
    rings: bool = False
    ids: tuple[int, ...] = ()
    """What rings; none for help."""
    wakes: bool = False
    round_number: int = 0
    """How many rounds of this ring came before, since it was silent."""
    again: bool = False
    """It was cut, or gave way, once already."""
    came: int = 0
    sound: Sound | None = None
    """Instead of the text, for what nobody has to speak."""

    @property
    def goes_on(self) -> bool:
        """Whether this round is not the first."""
        return self.round_number > 0


def words(text: str, loudness: int, hint: bool) -> Piece:
    """A reply, a hint, or words that must not be missed."""
    if hint:
        return Piece(Rank.HINT, text, loudness)
    return Piece(Rank.REPLY if loudness == AS_SET else Rank.RING, text, loudness)


def ring_round(text: str, ids: tuple[int, ...], loudness: int, wakes: bool) -> Piece:
    """A round of a ring; the alarm for help, without ids, and an alarm clock come first."""
    rank = Rank.ALARM if wakes or not ids else Rank.RING
    return Piece(rank, text, loudness, rings=True, ids=ids, wakes=wakes)


class Agenda:
    """What sounds and what waits. It knows no time and no thread; its owner holds a lock."""

    def __init__(self) -> None:
        self.current: Piece | None = None
        """What has its turn; None when it was cut, or nothing is to be done."""
        self._phase = Phase.BEFORE
        self._waiting: dict[tuple[bool, Rank], Piece] = {}
        self._help: Piece | None = None
        self._words_first = False
        self._rounds: dict[tuple[Rank, int | None], int] = {}
        self._came = 0

    @property
    def empty(self) -> bool:
        """Whether nothing has its turn and nothing waits."""
        return self.current is None and not self.waits

    @property
    def waits(self) -> bool:
        """Whether something waits for its turn."""
        return bool(self._waiting or self._help)

    @property
    def round_waits(self) -> bool:
        """Whether a newer round, or one of another ring, waits."""
        return any(piece.rings for piece in self._waiting.values())

    def offer(self, piece: Piece) -> None:
        """Let this sound when the rule says so; what it cuts is no longer `current`."""
        self._came += 1
        piece = replace(piece, came=self._came)
        if piece.rings:
            piece = self._numbered(piece)
        elif piece.rank is not Rank.HINT:
            for rank in (Rank.REPLY, Rank.RING):
                self._waiting.pop((False, rank), None)
        self._waiting[_slot(piece)] = piece
        if piece.rings and not piece.ids:
            self._help = piece
        current = self.current
        if current and self._cuts(piece, current):
            self.current = None
            self._keep(current, piece)

    def take(self) -> Piece | None:
        """Give the next its turn; None where nothing waits."""
        waiting = list(self._waiting.values())
        if self._help and not any(piece.rank is Rank.ALARM for piece in waiting):
            waiting.append(self._numbered(self._help))
        if self._words_first:
            waiting = [piece for piece in waiting if not piece.rings] or waiting
        self._words_first = False
        first = max(waiting, key=lambda piece: (piece.rank, -piece.came), default=None)
        if first:
            self._waiting.pop(_slot(first), None)
        self.current, self._phase = first, Phase.BEFORE
        return first

    def burst(self) -> None:
        """The sound of the round begins."""
        self._phase = Phase.BURST

    def gap(self) -> None:
        """The sound of the round is over."""
        self._phase = Phase.AFTER
        if any(not piece.rings and piece.rank > Rank.HINT for piece in self._waiting.values()):
            self.current, self._words_first = None, True

    def done(self, piece: Piece) -> None:
        """This has sounded, if it still had its turn."""
        if self.current is piece:
            self.current = None

    def hold(self) -> None:
        """What sounds is cut and waits for its turn from the beginning, unless something newer
        waits in its place."""
        held, self.current = self.current, None
        if held and held.rank is not Rank.HINT and (held.ids or not held.rings):
            self._waiting.setdefault(_slot(held), held)

    def clear(self) -> None:
        """Nothing sounds, rings or waits any more."""
        self.current = self._help = None
        self._waiting.clear()
        self._rounds.clear()

    def _cuts(self, new: Piece, current: Piece) -> bool:
        if new.rank is Rank.HINT:
            return False
        if new.rings:
            return not new.goes_on and new.rank > current.rank
        if not current.rings:
            return True
        if self._phase is Phase.BEFORE:
            return current.goes_on and not current.again
        return self._phase is Phase.AFTER

    def _keep(self, cut: Piece, by: Piece) -> None:
        """What was cut waits again, where the rule says so and nothing newer is there."""
        if cut.rings:
            self._words_first = not by.rings
            if not cut.ids or (self._phase is Phase.AFTER and not by.rings):
                return  # help comes again by itself; what was heard needs no second round
        elif not by.rings or cut.again or cut.rank is Rank.HINT:
            return
        self._waiting.setdefault(_slot(cut), replace(cut, again=True))

    def _numbered(self, piece: Piece) -> Piece:
        """With the number of rounds that everything in this one has had already."""
        names: tuple[int | None, ...] = piece.ids or (None,)
        keys = [(piece.rank, name) for name in names]
        had = min(self._rounds.get(key, 0) for key in keys)
        for key in keys:
            self._rounds[key] = self._rounds.get(key, 0) + 1
        return replace(piece, round_number=had)


def _slot(piece: Piece) -> tuple[bool, Rank]:
    return piece.rings, piece.rank
