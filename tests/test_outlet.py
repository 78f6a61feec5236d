"""The loudspeaker's order of words and rings, the terminal, and push-to-talk."""

from __future__ import annotations

import io
import queue
import threading
from array import array
from collections.abc import Iterator

import pytest

from tests.fakes import FakePlayer, FakeVoice
from voice_skill.core.effects import AS_SET, AUDIBLE, LOUDER, LOUDEST
from voice_skill.core.errors import AudioError
from voice_skill.outlet import Loudspeaker
from voice_skill.ports import Sound
from voice_skill.ring_sound import ring_sound, waking_sound
from voice_skill.terminal import Terminal
from voice_skill.volume import FLOOR, Volume

PATIENCE_S = 10.0


class HeardPlayer(FakePlayer):
    """Tells at once what begins to sound."""

    def __init__(self, broken: bool = False) -> None:
        super().__init__(broken)
        self.begun: queue.SimpleQueue[Sound] = queue.SimpleQueue()

    def play(self, sound: Sound, volume: float = 1.0) -> None:
        super().play(sound, volume)
        self.begun.put(sound)

    def next(self) -> Sound:
        """The next sound, once it begins."""
        return self.begun.get(timeout=PATIENCE_S)


class Room:
    """A loudspeaker with what came of it."""

    def __init__(self, player: HeardPlayer, voice: FakeVoice, volume: Volume | None = None) -> None:
        self.player, self.voice = player, voice
        self.trouble: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self.rounds: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.idle: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.loudspeaker = Loudspeaker(
            voice,
            player,
            on_trouble=lambda port, reason: self.trouble.put((port, reason)),
            on_round=lambda: self.rounds.put(None),
            on_idle=lambda: self.idle.put(None),
            volume=volume,
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


def test_words_about_the_skin_come_before_the_ring_and_it_says_its_own(room: Room) -> None:
    room.loudspeaker.say("it ended while I was off", AUDIBLE)
    room.loudspeaker.ring("the ice is done", (1,))
    assert room.player.next() != ring_sound()
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


def test_an_answer_waits_for_the_burst_and_takes_the_place_of_its_words(room: Room) -> None:
    room.loudspeaker.ring("the ice is done", (1,))
    assert room.player.next() == ring_sound()
    room.loudspeaker.say("since a minute")
    assert room.player.begun.empty()
    room.player.finish()
    assert room.player.next() != ring_sound()
    assert room.voice.rendered == ["since a minute"]
    room.player.finish()
    room.until_idle()


def test_a_ring_cuts_an_answer_which_is_said_again_after_it(room: Room) -> None:
    room.loudspeaker.say("fifteen to twenty minutes")
    answer = room.player.next()
    room.loudspeaker.ring("the ice is done", (1,))
    assert room.player.next() == ring_sound()
    room.player.finish()
    assert room.player.next() == answer


def test_two_ends_at_once_are_named_in_one_round(room: Room) -> None:
    room.loudspeaker.ring("Ice is done. Heat is done.", (1, 2))
    assert room.player.next() == ring_sound()
    room.player.finish()
    room.player.next()
    assert room.voice.rendered == ["Ice is done. Heat is done."]


def test_help_rings_by_itself_until_silence(room: Room) -> None:
    room.loudspeaker.ring("", ())
    for _ in range(3):
        assert room.player.next() == ring_sound()
        room.player.finish()
    room.loudspeaker.silence()
    room.until_idle()


def test_a_ring_and_words_about_the_skin_are_heard_at_volume_0() -> None:
    room = Room(HeardPlayer(), FakeVoice(), Volume(speech=0.0, ring=0.0))
    for loudness in (AS_SET, AUDIBLE, LOUDER, LOUDEST):
        room.loudspeaker.say("are you awake", loudness)
        room.player.next()
    room.loudspeaker.silence()
    room.loudspeaker.ring("take it off", (1,))
    for _ in ("burst", "words"):
        room.player.next()
        room.player.finish()
    reply, audible, louder, loudest, burst, words = room.player.volumes
    assert reply == 0.0
    assert audible == burst == words == FLOOR
    assert audible < louder < loudest == 1.0
    room.loudspeaker.close()


def test_an_alarm_clock_begins_softly_and_grows_from_round_to_round(room: Room) -> None:
    for _ in range(2):
        room.loudspeaker.ring("", (3,), wakes=True)
        assert room.player.next() == waking_sound()
        room.player.finish()
        assert room.player.next() == waking_sound()  # no words: the sound once more
        room.player.finish()
        room.until_idle()
    first, _, second, _ = room.player.volumes
    assert FLOOR <= first < second < Volume().ring


def test_a_missing_loudspeaker_is_told_once_and_rings_in_rounds_all_the_same() -> None:
    room = Room(HeardPlayer(broken=True), FakeVoice())
    room.loudspeaker.say("one")
    port, reason = room.trouble.get(timeout=PATIENCE_S)
    assert (port, reason[:27]) == ("loudspeaker", "There is no loudspeaker; pl")
    room.until_idle()
    with pytest.raises(AudioError):
        room.loudspeaker.ring("done", (1,))
    room.rounds.get(timeout=PATIENCE_S)
    room.rounds.get(timeout=PATIENCE_S)
    assert room.trouble.empty()
    room.loudspeaker.close()


def test_a_ring_sounds_as_soon_as_a_loudspeaker_is_back_and_a_new_failure_is_told() -> None:
    player = HeardPlayer(broken=True)
    room = Room(player, FakeVoice())
    room.loudspeaker.ring("done", (1,))
    room.trouble.get(timeout=PATIENCE_S)
    player.broken = False
    assert player.next() == ring_sound()
    player.finish()
    player.next()
    player.lost = AudioError("It is gone again.")
    assert room.trouble.get(timeout=PATIENCE_S) == ("loudspeaker", "It is gone again.")
    room.loudspeaker.close()


def test_without_a_voice_the_sound_of_the_ring_comes_twice() -> None:
    room = Room(HeardPlayer(), FakeVoice(broken=True))
    room.loudspeaker.ring("done", (1,))
    for _ in range(2):
        assert room.player.next() == ring_sound()
        room.player.finish()
    assert room.trouble.get(timeout=PATIENCE_S) == ("voice", "The fake voice is broken.")
    room.loudspeaker.close()


def test_a_voice_that_hangs_delays_no_ring() -> None:
    hangs = threading.Event()

    class Hanging(FakeVoice):
        def render(self, text: str) -> Sound:
            hangs.wait(PATIENCE_S)
            return super().render(text)

        def close(self) -> None:
            hangs.set()

    room = Room(HeardPlayer(), Hanging())
    room.loudspeaker.say("a long story")
    for _ in range(2):
        room.loudspeaker.ring("done", (1,))
        assert room.player.next() == ring_sound()
        room.player.finish()
    room.loudspeaker.close()


def test_a_hint_waits_for_words_and_none_is_said_where_nothing_sounds(room: Room) -> None:
    room.loudspeaker.say("the answer")
    room.player.next()
    room.loudspeaker.say("I use the other one", hint=True)
    assert room.player.begun.empty()
    room.player.finish()
    room.player.next()
    assert room.voice.rendered == ["the answer", "I use the other one"]
    room.player.broken = True
    room.loudspeaker.say("again")
    room.trouble.get(timeout=PATIENCE_S)
    with pytest.raises(AudioError):
        room.loudspeaker.say("a hint", hint=True)
    assert "a hint" not in room.voice.rendered


def test_a_check_is_silent_and_tells_of_a_loudspeaker_that_fails(room: Room) -> None:
    room.loudspeaker.check()
    assert not any(room.player.next().pcm)
    room.player.lost = AudioError("It took nothing.")
    assert room.trouble.get(timeout=PATIENCE_S) == ("loudspeaker", "It took nothing.")


@pytest.mark.parametrize("sound", [ring_sound(), waking_sound()])
def test_a_burst_is_short_enough_to_hear_a_word_after_it(sound: Sound) -> None:
    assert 1.0 < sound.seconds <= 1.5
    samples = array("h", sound.pcm)
    assert max(samples) > 20_000


def test_the_burst_of_an_alarm_clock_grows_and_that_of_a_timer_does_not() -> None:
    def peaks(sound: Sound) -> list[int]:
        samples = array("h", sound.pcm)
        third = len(samples) // 3
        return [max(samples[start : start + third]) for start in (0, third, 2 * third)]

    first, second, third = peaks(waking_sound())
    assert first * 2 < third and first < second
    first, _, third = peaks(ring_sound())
    assert abs(first - third) < 1_000


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
    terminal.ring("the ice is done", (1,))
    assert screen.getvalue().count("done") == 1
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
