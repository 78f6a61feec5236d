"""Small working stand-ins for every port, for tests that need no machine."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from voice_skill.core.errors import AudioError, ModelError
from voice_skill.ports import RATE_HZ, Sound, StopWord, Transcript, Word


class FakeClock:
    """Time that moves only when it is told to."""

    def __init__(self, wall: datetime = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)) -> None:
        self._monotonic_s = 1000.0
        self._wall = wall
        self._boot = 1
        self.is_synced = True

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._monotonic_s += seconds
        self._wall += timedelta(seconds=seconds)

    def set_wall(self, wall: datetime) -> None:
        """Set the civil time alone, as network time does."""
        self._wall = wall

    def reboot(self, off_s: float = 0.0) -> None:
        """Restart the machine after some time without power."""
        self._boot += 1
        self._monotonic_s = 0.0
        self._wall += timedelta(seconds=off_s)

    def monotonic_s(self) -> float:
        return self._monotonic_s

    def wall(self) -> datetime:
        return self._wall

    def boot_id(self) -> str:
        return f"boot-{self._boot}"

    def synced(self) -> bool:
        return self.is_synced


class FakeSource:
    """Gives the blocks it was made with, then waits to be closed or raises what was asked for."""

    def __init__(self, blocks: Iterable[bytes], lost: AudioError | None = None) -> None:
        self._blocks = list(blocks)
        self._lost = lost
        self.overflows = 0
        self.closed = threading.Event()

    def blocks(self) -> Iterator[bytes]:
        for block in self._blocks:
            if self.closed.is_set():
                return
            yield block
        if self._lost is not None:
            raise self._lost
        self.closed.wait()

    def close(self) -> None:
        self.closed.set()


class FakeRecognizer:
    """Knows the words of certain recordings and hears nothing in others."""

    name = "fake recogniser"

    def __init__(self, texts: Mapping[bytes, str] | None = None) -> None:
        self._texts = dict(texts or {})
        self._closed = False

    def transcribe(self, pcm: bytes) -> Transcript:
        if self._closed:
            raise ModelError("The recogniser is closed.")
        if len(pcm) % 2:
            raise AudioError("The sound ends in half a sample; record it again.")
        text = self._texts.get(pcm, "").lower()
        audio_s = len(pcm) / 2 / RATE_HZ
        spoken = text.split()
        each_s = audio_s / max(1, len(spoken))
        words = tuple(
            Word(word, index * each_s, (index + 1) * each_s, 1.0)
            for index, word in enumerate(spoken)
        )
        return Transcript(text, words, self.name, audio_s, 0.0)

    def close(self) -> None:
        self._closed = True


class FakeStopWords:
    """Hears certain recordings in the sound: a sign at their end, the final 0.5 s later."""

    name = "fake stop words"
    pause_bytes = RATE_HZ

    def __init__(self, words: Mapping[bytes, str] | None = None) -> None:
        self._words = dict(words or {})
        self._closed = False
        self.reset()

    def reset(self) -> None:
        self.load()
        self._sound = b""
        self._finals: list[tuple[int, StopWord]] = []

    def load(self) -> None:
        if self._closed:
            raise ModelError("The stop-word listener is closed.")

    def hear(self, pcm: bytes) -> tuple[StopWord, ...]:
        self.load()
        if len(pcm) % 2:
            raise AudioError("The sound ends in half a sample; record it again.")
        before = len(self._sound)
        self._sound += pcm
        told = []
        for recording, word in self._words.items():
            start = self._sound.find(recording, max(0, before - len(recording)))
            end = start + len(recording)
            if start >= 0 and end > before:
                start_s, end_s = start / 2 / RATE_HZ, end / 2 / RATE_HZ
                self._finals.append((end, StopWord(word, start_s, end_s, 1.0, final=True)))
                told.append(StopWord(word, None, end_s, None, final=False))
        length = len(self._sound) - self.pause_bytes
        told += [word for end, word in self._finals if end <= length]
        self._finals = [(end, word) for end, word in self._finals if end > length]
        return tuple(told)

    def close(self) -> None:
        self._closed = True


class FakeVoice:
    """Gives each character 50 ms of a quiet square wave, and remembers what it was to say."""

    name = "fake voice"
    rate_hz = 16_000

    def __init__(self, broken: bool = False) -> None:
        self.broken = broken
        self.rendered: list[str] = []
        self._closed = False

    def render(self, text: str) -> Sound:
        if self._closed or self.broken:
            raise AudioError("The fake voice is broken.")
        self.rendered.append(text)
        if not any(character.isalnum() for character in text):
            return Sound(b"", self.rate_hz)
        wave = b"\x00\x10" * 20 + b"\x00\xf0" * 20
        return Sound(wave * (self.rate_hz // 20 // 40) * len(text), self.rate_hz)

    def close(self) -> None:
        self._closed = True


class FakePlayer:
    """Remembers what it plays; a sound lasts until `finish` or `stop`."""

    def __init__(self, broken: bool = False) -> None:
        self.broken = broken
        self.played: list[Sound] = []
        self.volumes: list[float] = []
        self.lost: AudioError | None = None
        """Set it to lose the sound that plays."""
        self.stops = 0
        self._playing = False

    def play(self, sound: Sound, volume: float = 1.0) -> None:
        if self.broken:
            raise AudioError("There is no loudspeaker; plug one in.")
        self.played.append(sound)
        self.volumes.append(volume)
        self._playing = bool(sound.pcm)

    def finish(self) -> None:
        """Let the sound come to its end."""
        self._playing = False

    def stop(self) -> None:
        self.stops += 1
        self._playing = False

    def playing(self) -> bool:
        lost, self.lost = self.lost, None
        if lost:
            self._playing = False
            raise lost
        return self._playing

    def close(self) -> None:
        self._playing = False


class FakeStore:
    """Keeps records in memory; what was saved outlives the close, as on a disk."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, int], dict[str, Any]] = {}
        self.saves = 0

    def load(self) -> dict[tuple[str, int], dict[str, Any]]:
        return {key: dict(value) for key, value in self._records.items()}

    def save(self, records: Mapping[tuple[str, int], Mapping[str, Any]]) -> None:
        self._records = {key: dict(value) for key, value in records.items()}
        self.saves += 1

    def close(self) -> None:
        pass
