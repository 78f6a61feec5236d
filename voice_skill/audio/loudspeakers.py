"""Every loudspeaker as one: a sound goes to the next where one refuses it or loses it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from voice_skill.core.errors import AudioError
from voice_skill.ports import Player, Sound

LOOK_AGAIN_S = 20.0
"""How often the chosen loudspeaker is tried again while another one sounds."""

MOST_OTHERS = 4
_log = logging.getLogger(__name__)


class Loudspeakers:
    """The Player port over the chosen loudspeaker, tried twice, and then each other one.

    A sound that was lost in the middle starts anew elsewhere. The chosen one is used again when it
    works again. Not for two threads at once, except for `stop`.
    """

    def __init__(
        self,
        chosen: str | None,
        open_player: Callable[[str | None], Player],
        list_names: Callable[[], Sequence[str]],
        on_other: Callable[[str], None],
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`chosen` is None for the usual one. `list_names` may raise AudioError; `on_other` gets a
        sentence when another loudspeaker than the chosen one begins to be used."""
        self._chosen = chosen
        self._open_player = open_player
        self._list_names = list_names
        self._on_other = on_other
        self._now_s = now_s
        self._name = chosen
        self._player = open_player(chosen)
        self._look_again_s = 0.0
        self._sound, self._volume = Sound(b"", 1), 1.0
        self._candidates: Iterator[str | None] = iter(())
        self._told: str | None = None
        self._changing = threading.Lock()
        self._stopped = threading.Event()
        self._closed = False

    def play(self, sound: Sound, volume: float = 1.0) -> None:
        """Start playing, replacing what plays now. Raises AudioError where nothing sounds."""
        self._sound, self._volume = sound, volume
        self._stopped.clear()
        self._candidates = self._each()
        self._start(None)

    def stop(self) -> None:
        """Silence within 50 ms."""
        self._stopped.set()
        self._player.stop()

    def playing(self) -> bool:
        """Whether sound is coming out now. Raises AudioError where no loudspeaker is left."""
        try:
            return self._player.playing()
        except AudioError as error:
            if self._stopped.is_set():
                return False
            _log.warning("%s", error)
            self._start(error)
            return not self._stopped.is_set()

    def close(self) -> None:
        """End the processes. May be called more than once."""
        with self._changing:
            self._stopped.set()
            self._closed = True
            self._player.close()

    def _start(self, problem: AudioError | None) -> None:
        for name in self._candidates:
            if self._stopped.is_set():
                return
            try:
                self._use(name).play(self._sound, self._volume)
            except AudioError as error:
                problem = problem or error
                continue
            if self._stopped.is_set():
                self._player.stop()
            if name == self._chosen:
                self._told = None
            elif problem:
                self._tell(name, problem)
            return
        if problem and not self._stopped.is_set():
            raise problem

    def _each(self) -> Iterator[str | None]:
        """What to try with one sound; the others are only looked for when they are needed."""
        first = [self._name, self._chosen]
        if self._now_s() >= self._look_again_s:
            self._look_again_s = self._now_s() + LOOK_AGAIN_S
            first = [self._chosen, self._name]
        yield from first
        try:
            others = [name for name in self._list_names() if name not in first]
        except AudioError:
            others = []
        yield from others[:MOST_OTHERS]

    def _use(self, name: str | None) -> Player:
        with self._changing:
            if self._closed:
                raise AudioError("The loudspeaker was closed.")
            if name != self._name:
                self._player.close()
                self._player, self._name = self._open_player(name), name
            return self._player

    def _tell(self, name: str | None, problem: AudioError) -> None:
        """Once for each that is used in place of the chosen one, until that works again."""
        self._look_again_s = self._now_s() + LOOK_AGAIN_S
        if name == self._told:
            return
        self._told = name
        said = f'{problem} Until then I use "{name}".'
        _log.warning("%s", said)
        self._on_other(said)
