"""The thread that listens, with real sound and stand-ins for everything that is slow."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import pytest

from tests.fakes import FakeSource
from voice_skill.agenda import ring_round, words
from voice_skill.audio.speech_gate import FRAME_BYTES, SpeechGate
from voice_skill.audio.wav import read_recording
from voice_skill.core.choices import Choices, as_written
from voice_skill.core.errors import AudioError, ModelError
from voice_skill.core.hearing import Situation
from voice_skill.ear_hooks import TOO_BUSY, Hooks
from voice_skill.ears import Ears
from voice_skill.ports import (
    RATE_HZ,
    Sound,
    Source,
    StopWord,
    StopWordListener,
    Transcript,
)
from voice_skill.ring_sound import ring_sound

PATIENCE_S = 20.0
MOST_BLOCKS = 10_000
TUNING = as_written(Choices())
HOW_LONG = Path(__file__).parent / "audio" / "slt--how_long_should_i_keep_the_ice_on.wav"
SILENCE = b"\5\0\373\377" * (RATE_HZ // 2)
"""One second with the faint noise of any microphone."""


def blocks(pcm: bytes) -> list[bytes]:
    return [pcm[start : start + FRAME_BYTES] for start in range(0, len(pcm), FRAME_BYTES)]


@pytest.fixture(scope="module")
def question() -> bytes:
    """A second of silence, a question, two seconds of silence."""
    return SILENCE + read_recording(HOW_LONG) + 2 * SILENCE


class Decoder:
    """A recogniser that hears the same in everything."""

    name = "decoder"

    def __init__(self) -> None:
        self.text = "how long"
        self.spans_s: list[float] = []
        self.failures = 0

    def transcribe(self, pcm: bytes) -> Transcript:
        self.spans_s.append(len(pcm) / 2 / RATE_HZ)
        if self.failures:
            self.failures -= 1
            raise ModelError("It fell over; say it again.")
        return Transcript(self.text, (), self.name, 1.0, 0.0, 0.9)

    def close(self) -> None:
        pass


class Finder:
    """A wake spotter that finds its phrase in the first second of speech that it gets."""

    phrase = "computer"

    def __init__(self) -> None:
        self.fed = 0

    def load(self) -> None:
        pass

    def reset(self) -> None:
        self.fed = 0

    def feed(self, pcm: bytes) -> tuple[int, int] | None:
        before, self.fed = self.fed, self.fed + len(pcm) // 2
        return (4_000, 14_000) if before < RATE_HZ <= self.fed else None


class StopFinder:
    """Hears "stop" half a second after it was reset: a sign, and soon the final."""

    name = "stop finder"

    def __init__(self) -> None:
        self.heard = 0
        self.resets = 0

    def load(self) -> None:
        pass

    def hear(self, pcm: bytes) -> tuple[StopWord, ...]:
        before, self.heard = self.heard, self.heard + len(pcm) // 2
        told = []
        if before < RATE_HZ // 2 <= self.heard:
            told.append(StopWord("stop", None, 0.5, None, final=False))
        if before < RATE_HZ <= self.heard:
            told.append(StopWord("stop", 0.1, 0.5, 0.9, final=True))
        return tuple(told)

    def reset(self) -> None:
        self.heard = 0
        self.resets += 1

    def close(self) -> None:
        pass


class Bedside:
    """Ears with everything that they tell, in order."""

    def __init__(
        self,
        sources: list[Source],
        spotter: Finder | None = None,
        stop_words: StopWordListener | None = None,
    ) -> None:
        self.told: queue.SimpleQueue[tuple[object, ...]] = queue.SimpleQueue()
        self.reports: list[str] = []
        self.decoder = Decoder()
        self.situation = Situation()
        given: Callable[[], Source] = iter(sources).__next__

        def tell(what: str) -> Callable[..., None]:
            return lambda *values: self.told.put((what, *values))

        hooks = Hooks(
            act=tell("act"),
            hold=tell("hold"),
            resume=tell("resume"),
            chime=tell("chime"),
            situation=lambda: self.situation,
            stops=lambda text: text == "stop",
            cries=lambda text, certainty: (text == "ow", text == "bowl"),
            lost=tell("lost"),
            opened=tell("opened"),
            report=self.reports.append,
            note=tell("note"),
        )
        self.ears = Ears(given, self.decoder, spotter, stop_words, hooks, TUNING)

    def until(self, *event: object) -> list[tuple[object, ...]]:
        """Everything up to this."""
        told: list[tuple[object, ...]] = []
        while not told or told[-1] != event:
            told.append(self.told.get(timeout=PATIENCE_S))
        return told


class Room(FakeSource):
    """Gives a second part once it is let, and then silence for as long as it is open."""

    def __init__(self, first: bytes, second: bytes = b"") -> None:
        super().__init__([])
        self._parts = first, second
        self.let = threading.Event()
        self.given = threading.Event()
        """All was given, and two seconds of silence."""

    def blocks(self) -> Iterator[bytes]:
        first, second = self._parts
        for block in blocks(first):
            yield from self._soon(block)
        if second:
            self.let.wait(PATIENCE_S)
        for number, block in enumerate(
            (*blocks(second), *repeat(SILENCE[:FRAME_BYTES], MOST_BLOCKS))
        ):
            if number == len(blocks(second)) + 100:
                self.given.set()
            yield from self._soon(block)

    def _soon(self, block: bytes) -> Iterator[bytes]:
        """A little slower than everything else, as sound always is."""
        if not self.closed.wait(0.002):
            yield block


def test_the_gate_opens_for_speech_and_closes_after_it(question: bytes) -> None:
    gate = SpeechGate()
    speech = [gate.speech(frame) for frame in blocks(question)]
    assert not any(speech[:45]) and not any(speech[-90:])
    assert sum(speech[50:-100]) > 0.5 * len(speech[50:-100])


def test_what_is_said_after_the_wake_phrase_is_a_command(question: bytes) -> None:
    bedside = Bedside([Room(question)], Finder())
    told = bedside.until("act", "how long", 0.9, "command")
    assert ("opened", False) in told and ("hold",) not in told
    assert bedside.decoder.spans_s[-1] < len(question) / 2 / RATE_HZ - 2
    bedside.ears.close()


def test_without_the_phrase_nothing_is_decoded_but_after_a_press_it_is(
    question: bytes,
) -> None:
    source = Room(question, question)
    bedside = Bedside([source])
    bedside.until("opened", False)
    bedside.ears.press()
    source.let.set()
    bedside.until("act", "how long", 0.9, "command")
    assert len(bedside.decoder.spans_s) == 1
    bedside.ears.close()


def test_an_answer_needs_no_phrase(question: bytes) -> None:
    source = Room(SILENCE, question)
    bedside = Bedside([source])
    bedside.situation = Situation(asked=True)
    source.let.set()
    bedside.until("act", "how long", 0.9, "answer")
    bedside.ears.close()


def test_its_own_voice_does_not_wake_it_where_it_says_the_phrase(
    question: bytes,
) -> None:
    source = Room(SILENCE, question)
    bedside = Bedside([source], Finder())
    bedside.ears.sounds(
        words("Say computer first.", 0, hint=False),
        Sound(read_recording(HOW_LONG), RATE_HZ),
    )
    source.let.set()
    bedside.until("opened", False)
    bedside.ears.close()
    assert bedside.told.empty()


def test_a_lost_microphone_is_told_once_and_comes_back_by_itself(
    question: bytes,
) -> None:
    gone = AudioError("The microphone is gone; plug it in.")
    sources: list[Source] = [FakeSource([SILENCE], gone), FakeSource([], gone)]
    bedside = Bedside([*sources, Room(question)], Finder())
    told = bedside.until("act", "how long", 0.9, "command")
    assert told.count(("lost", str(gone))) == 1
    assert ("opened", True) in told
    bedside.ears.close()


def test_a_recogniser_that_fails_is_told_and_the_next_command_is_heard(
    question: bytes,
) -> None:
    source = Room(question, question)
    bedside = Bedside([source])
    bedside.decoder.failures = 1
    bedside.situation = Situation(asked=True)
    bedside.until("note", "It fell over; say it again.")
    source.let.set()
    bedside.until("act", "how long", 0.9, "answer")
    bedside.ears.close()


def test_a_microphone_that_is_switched_off_is_closed_until_it_is_on_again(question: bytes) -> None:
    off, on = Room(SILENCE), Room(question)
    bedside = Bedside([off, on], Finder())
    bedside.until("opened", False)
    bedside.ears.tune(replace(TUNING, microphone_on=False))
    assert off.closed.wait(PATIENCE_S)
    bedside.ears.tune(TUNING)
    told = bedside.until("act", "how long", 0.9, "command")
    assert not [each for each in told if each[0] == "lost"]
    bedside.ears.close()


def test_a_stop_over_a_ring_silences_it_first_and_ends_it_with_the_final() -> None:
    source, stop_words = Room(SILENCE, SILENCE), StopFinder()
    bedside = Bedside([source], stop_words=stop_words)
    bedside.until("opened", False)
    assert stop_words.resets == 0, "there is nothing to stop yet"
    bedside.situation = Situation(ringing=True)
    bedside.ears.sounds(ring_round("The ice is done.", (1,), 1, False), ring_sound())
    source.let.set()
    told = bedside.until("act", "stop", 0.9, "attention")
    assert told == [("hold",), ("act", "stop", 0.9, "attention")]
    bedside.until("resume")
    bedside.ears.close()


def test_over_its_own_words_a_doubtful_stop_only_silences() -> None:
    source, stop_words = Room(SILENCE, SILENCE), StopFinder()
    bedside = Bedside([source], stop_words=stop_words)
    bedside.decoder.text = ""
    bedside.until("opened", False)
    bedside.ears.sounds(words("Slowly, on your back.", 0, hint=False), Sound(SILENCE, RATE_HZ))
    source.let.set()
    assert bedside.until("resume") == [("hold",), ("resume",)]
    bedside.ears.close()


def test_sound_that_was_lost_is_reported_once() -> None:
    source = Room(SILENCE)
    source.overflows = 3
    bedside = Bedside([source])
    while len(bedside.reports) < 3:
        source.closed.wait(0.01)
    bedside.ears.close()
    assert bedside.reports[:3] == [TOO_BUSY.format(pieces=3), "", ""]


def test_its_own_ring_does_not_wake_it() -> None:
    source = Room(SILENCE, read_recording(HOW_LONG) + SILENCE)
    bedside = Bedside([source], Finder())
    bedside.until("opened", False)
    bedside.ears.sounds(ring_round("Done.", (1,), 1, False), ring_sound())
    source.let.set()
    source.given.wait(PATIENCE_S)
    bedside.ears.close()
    assert bedside.told.empty()


def test_a_stop_that_we_say_ourselves_stops_nothing() -> None:
    source, stop_words = Room(SILENCE, SILENCE), StopFinder()
    bedside = Bedside([source], stop_words=stop_words)
    bedside.until("opened", False)
    bedside.ears.sounds(words("Stop when it burns.", 0, hint=False), Sound(SILENCE, RATE_HZ))
    source.let.set()
    while stop_words.heard < RATE_HZ * 2:
        source.closed.wait(0.01)
    bedside.ears.close()
    assert bedside.told.empty()
