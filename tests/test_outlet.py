"""The loudspeaker's order of words and rings, the terminal, and push-to-talk."""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.fakes import FakePlayer, FakeRecognizer, FakeSource, FakeVoice
from voice_skill.core.errors import AudioError
from voice_skill.outlet import Loudspeaker
from voice_skill.ports import Sound
from voice_skill.push_to_talk import PushToTalk
from voice_skill.ring_sound import ring_sound
from voice_skill.terminal import Terminal

PATIENCE_S = 10.0


class HeardPlayer(FakePlayer):
    """Tells at once what begins to sound."""

    def __init__(self, broken: bool = False) -> None:
        super().__init__(broken)
        self.begun: queue.SimpleQueue[Sound] = queue.SimpleQueue()

    def play(self, sound: Sound) -> None:
        super().play(sound)
        self.begun.put(sound)

    def next(self) -> Sound:
        """The next sound, once it begins."""
        return self.begun.get(timeout=PATIENCE_S)


class Room:
    """A loudspeaker with what came of it."""

    def __init__(self, player: HeardPlayer, voice: FakeVoice) -> None:
        self.player, self.voice = player, voice
        self.silent: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.rounds: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.idle: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.loudspeaker = Loudspeaker(
            voice,
            player,
            on_silent=self.silent.put,
            on_round=lambda: self.rounds.put(None),
            on_idle=lambda: self.idle.put(None),
        )
        self.idle.get(timeout=PATIENCE_S)

    def until_idle(self) -> None:
        """Wait until all is said."""
        self.idle.get(timeout=PATIENCE_S)


@pytest.fixture
def room() -> Iterator[Room]:
    """Where everything works."""
    room = Room(HeardPlayer(), FakeVoice())
    yield room
    room.loudspeaker.close()


def test_words_are_spoken_and_then_it_is_idle(room: Room) -> None:
    room.loudspeaker.say("good night")
    room.player.next()
    assert not room.loudspeaker.idle
    room.player.finish()
    room.until_idle()
    assert (room.loudspeaker.idle, room.voice.rendered) == (True, ["good night"])


def test_new_words_replace_the_old_ones(room: Room) -> None:
    room.loudspeaker.say("first")
    room.player.next()
    room.loudspeaker.say("second")
    room.player.next()
    assert room.voice.rendered == ["first", "second"]


def test_the_ring_comes_after_the_words_and_says_its_own(room: Room) -> None:
    room.loudspeaker.say("it ended while I was off")
    room.loudspeaker.ring("the ice is done", (1,))
    words = room.player.next()
    assert words != ring_sound()
    room.player.finish()
    assert room.player.next() == ring_sound()
    room.player.finish()
    room.player.next()
    assert room.voice.rendered[-1] == "the ice is done"
    room.rounds.get(timeout=PATIENCE_S)


def test_silence_ends_words_and_ring(room: Room) -> None:
    room.loudspeaker.ring("the ice is done", (1,))
    room.player.next()
    room.loudspeaker.silence()
    room.until_idle()
    assert (room.loudspeaker.idle, room.player.playing()) == (True, False)


def test_the_ring_goes_on_after_an_answer(room: Room) -> None:
    room.loudspeaker.ring("the ice is done", (1,))
    assert room.player.next() == ring_sound()
    room.loudspeaker.say("the ice is done since a minute")
    assert room.player.next() != ring_sound()
    room.player.finish()
    assert room.player.next() == ring_sound()


def test_a_missing_loudspeaker_is_told_once_and_rings_in_rounds_all_the_same() -> None:
    room = Room(HeardPlayer(broken=True), FakeVoice())
    room.loudspeaker.say("one")
    assert room.silent.get(timeout=PATIENCE_S).startswith("There is no loudspeaker")
    room.until_idle()
    with pytest.raises(AudioError):
        room.loudspeaker.ring("done", (1,))
    room.rounds.get(timeout=PATIENCE_S)
    room.rounds.get(timeout=PATIENCE_S)
    assert room.silent.empty()
    room.loudspeaker.close()


def test_without_a_voice_the_ring_still_rings() -> None:
    room = Room(HeardPlayer(), FakeVoice(broken=True))
    room.loudspeaker.ring("done", (1,))
    assert room.player.next() == ring_sound()
    room.player.finish()
    assert room.silent.get(timeout=PATIENCE_S) == "The fake voice is broken."
    room.loudspeaker.close()


def test_the_ring_is_short_enough_to_hear_a_word_between() -> None:
    assert 0.5 < ring_sound().seconds <= 1.0
    assert any(ring_sound().pcm)


class BrokenPipe(io.StringIO):
    """Nobody reads."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_only_what_is_said() -> None:
    out = io.StringIO()
    terminal = Terminal(out, prompt="> ")
    terminal.ready()
    terminal.say("hello")
    terminal.bell()
    assert out.getvalue() == "hello\n"


def test_what_comes_by_itself_leaves_the_prompt_in_place() -> None:
    screen = Screen()
    terminal = Terminal(screen, prompt="> ")
    terminal.ready()
    terminal.ring("the ice is done", (1,))
    assert screen.getvalue().startswith("> \r")
    assert screen.getvalue().endswith("the ice is done\n> ")
    assert terminal.ringing
    terminal.silence()
    assert not terminal.ringing


def test_a_terminal_that_is_gone_tells_so() -> None:
    terminal = Terminal(BrokenPipe())
    with pytest.raises(AudioError):
        terminal.say("hello")
    assert isinstance(terminal.failure, BrokenPipeError)


class Spoken:
    """A push-to-talk with what came of it."""

    def __init__(self, sources: list[FakeSource], texts: dict[bytes, str]) -> None:
        self.texts: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.notes: queue.SimpleQueue[str] = queue.SimpleQueue()
        waiting: Callable[[], FakeSource] = iter(sources).__next__
        self.talk = PushToTalk(waiting, FakeRecognizer(texts), self.texts.put, self.notes.put)


def test_what_is_said_between_two_presses_becomes_text() -> None:
    said = [b"\1\0" * 320] * 3
    press_again = threading.Event()

    class Speaking(FakeSource):
        def blocks(self) -> Iterator[bytes]:
            yield from said[:2]
            press_again.wait(PATIENCE_S)
            yield said[2]

    spoken = Spoken([Speaking([]), FakeSource([])], {b"".join(said): "stop"})
    spoken.talk.press()
    assert spoken.notes.get(timeout=PATIENCE_S).startswith("Listening")
    spoken.talk.press()
    press_again.set()
    assert spoken.texts.get(timeout=PATIENCE_S) == "stop"
    spoken.talk.close()


def test_a_lost_microphone_is_told_and_the_next_press_tries_anew() -> None:
    lost = FakeSource([], AudioError("The microphone is gone; plug it in."))
    again = FakeSource([], AudioError("It is still gone."))
    spoken = Spoken([lost, again, FakeSource([])], {})
    spoken.talk.press()
    assert spoken.notes.get(timeout=PATIENCE_S) == "The microphone is gone; plug it in."
    while spoken.notes.empty():
        spoken.talk.press()
    assert spoken.notes.get(timeout=PATIENCE_S) == "It is still gone."
    spoken.talk.close()
