"""What the engine needs from the outside, as protocols; adapters implement them, fakes too.

Audio is always 16-bit signed little-endian mono PCM. The recognisers take 16,000 Hz.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from voice_skill.core.effects import AS_SET, AUDIBLE

RATE_HZ = 16_000
"""The sample rate of everything that is recognised."""


@dataclass(frozen=True)
class Word:
    """One recognised word with its place in the recording."""

    word: str
    start_s: float
    end_s: float
    confidence: float | None
    """0 to 1, or None where the recogniser gives none."""


@dataclass(frozen=True)
class Transcript:
    """What a recogniser made of one utterance."""

    text: str
    words: tuple[Word, ...]
    engine: str
    """Which recogniser and model, for people to read."""
    audio_s: float
    decode_s: float
    certainty: float | None = None
    """0 to 1, how well the sound bears these words; None where the recogniser cannot tell."""


@dataclass(frozen=True)
class StopWord:
    """One of the few words that are listened for all the time."""

    word: str
    """In lower case: stop, yes, no, go, on, off, up, down, left, right, one to nine."""
    start_s: float | None
    end_s: float
    """Seconds of sound since the listener began or was reset. A sign tells only when it came."""
    confidence: float | None
    """0 to 1; None for a sign."""
    final: bool
    """Whether it is sure enough to act. A first sign, on which something may go silent, is not;
    its final comes with the next pause, or never where it turns out to be something else."""


@dataclass(frozen=True)
class Sound:
    """A piece of mono 16-bit PCM."""

    pcm: bytes
    rate_hz: int

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.pcm) / 2 / self.rate_hz


class Clock(Protocol):
    """Time, read once for each step of the engine."""

    def monotonic_s(self) -> float:
        """Seconds that never jump within one boot."""

    def wall(self) -> datetime:
        """The civil time, with its time zone."""

    def boot_id(self) -> str:
        """Changes when the machine is restarted, and only then."""

    def synced(self) -> bool:
        """Whether the wall clock has been set by network time or a battery clock."""


class Source(Protocol):
    """Where sound comes from: a microphone or a file. Closing it ends the iteration."""

    @property
    def overflows(self) -> int:
        """How many blocks were lost so far because nobody read them in time."""

    def blocks(self) -> Iterator[bytes]:
        """Blocks of 16 kHz PCM, as they come. Raises AudioError when the device is lost."""

    def close(self) -> None:
        """Let the device go. May be called more than once."""


class Recognizer(Protocol):
    """Turns one utterance into words."""

    @property
    def name(self) -> str:
        """Engine and model, such as "pocketsphinx, model of this content"."""

    def transcribe(self, pcm: bytes) -> Transcript:
        """Recognise a whole utterance of 16 kHz PCM. Raises ModelError or AudioError."""

    def close(self) -> None:
        """End its process. May be called more than once."""


class StopWordListener(Protocol):
    """Listens to sound without end for a few words, also while something rings or speaks."""

    @property
    def name(self) -> str:
        """Engine and model, for people to read."""

    def load(self) -> None:
        """Wait until it can listen. Raises ModelError."""

    def hear(self, pcm: bytes) -> tuple[StopWord, ...]:
        """The next piece of 16 kHz PCM, of any length; the words that became sure with it.

        Returns within a fraction of the sound's length. Raises ModelError where the listener
        failed, after which it listens on anew from 0 s, or AudioError for half a sample.
        """

    def reset(self) -> None:
        """Forget what was heard, since the sound goes on elsewhere. Raises ModelError."""

    def close(self) -> None:
        """End its process. May be called more than once."""


class Voice(Protocol):
    """Turns text into sound, without playing it."""

    @property
    def name(self) -> str:
        """Engine and voice, for people to read."""

    def render(self, text: str) -> Sound:
        """Speak into memory. Raises AudioError where no voice works."""

    def close(self) -> None:
        """End its process. May be called more than once."""


class Player(Protocol):
    """The one owner of the loudspeaker."""

    def play(self, sound: Sound, volume: float = 1.0) -> None:
        """Start playing, replacing what plays now. Returns at once. Raises AudioError.

        `volume` is 0 to 1 and belongs to this sound alone, so nothing has to be restored after it.
        """

    def stop(self) -> None:
        """Silence within 50 ms."""

    def playing(self) -> bool:
        """Whether sound is coming out now. Raises AudioError, once, where it was lost."""

    def close(self) -> None:
        """End its process. May be called more than once."""


class Mixer(Protocol):
    """What lies between the player and the ear: the machine's own volume. It never raises."""

    def lift(self) -> None:
        """Make sure that it is not too low to wake somebody."""

    def restore(self) -> None:
        """Put back what was lifted, unless somebody has changed it meanwhile."""


class Store(Protocol):
    """What survives a pulled plug. Keys are (kind, id), values are JSON objects."""

    def load(self) -> dict[tuple[str, int], dict[str, Any]]:
        """Everything that was saved. Raises StorageError."""

    def save(
        self, records: Mapping[tuple[str, int], Mapping[str, Any]], within_s: float = ...
    ) -> None:
        """Hold exactly these records, durably, before it returns. Raises StorageError.

        `within_s` is how long the caller can wait; a store that cannot tell how long its disk
        takes raises StorageError then, and holds what was wanted last once the disk answers.
        """

    def notice(self) -> str | None:
        """One sentence that the person must be told about the last load, such as a used copy."""

    def close(self) -> None:
        """Let the files go. May be called more than once."""


class Outlet(Protocol):
    """Where the engine speaks and rings: a loudspeaker, attached clients, or a list in a test.

    Each call returns at once; what it started goes on by itself. Raises AudioError.
    """

    def say(self, text: str, loudness: int = AS_SET, hint: bool = False) -> None:
        """Speak this once, replacing what is being said; a hint replaces nothing and may wait."""

    def ring(
        self,
        text: str,
        timer_ids: tuple[int, ...],
        loudness: int = AUDIBLE,
        wakes: bool = False,
    ) -> None:
        """One round of the ring, with the text said in it; the alarm of a clock begins softly.

        Without ids it is the alarm for help, which goes on by itself until `silence`.
        """

    def silence(self) -> None:
        """End the ring and whatever is being said."""


class Publisher(Protocol):
    """Calls out to what the settings name. It never raises and never makes anybody wait."""

    def call(self, name: str) -> None:
        """Start the call of this name; returns at once."""


class WakeSpotter(Protocol):
    """Finds the wake phrase in a stream of sound."""

    @property
    def phrase(self) -> str:
        """What to say, for people to read."""

    def load(self) -> None:
        """Wait until it can listen. Raises ModelError."""

    def reset(self) -> None:
        """What is fed next has nothing to do with what was fed before."""

    def feed(self, pcm: bytes) -> tuple[int, int] | None:
        """Where the phrase was, (start, end) in samples since `reset`, once for each time it is
        said and soon after it. `pcm` is 16 kHz. Raises ModelError."""
