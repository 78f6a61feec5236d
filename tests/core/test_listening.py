"""The states of listening, played with samples for a clock and no sound at all."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from voice_skill.core import hearing
from voice_skill.core.hearing import Act, Chime, Decode, Hold, Recognised, Resume, Situation
from voice_skill.core.listening import step
from voice_skill.core.listening_state import HZ, Listening

FRAME = HZ // 50
ICE = "start the ice"


@dataclass
class Night:
    """Somebody in a bed: they speak, or do not, and each decode is answered as it says."""

    says: str = ICE
    stops: bool = False
    hurts: bool = False
    unclear: bool = False
    decodes_s: float = 0.1
    """How long a decode takes."""
    state: Listening = field(default_factory=Listening)
    effects: list[hearing.Effect] = field(default_factory=list)
    _due: list[tuple[int, Recognised]] = field(default_factory=list)

    def tell(self, event: hearing.Event) -> None:
        self.state, effects = step(self.state, event)
        self.effects += effects
        for effect in effects:
            if isinstance(effect, Decode):
                result = Recognised(
                    effect.job, self.says, 0.9, self.stops, self.hurts, self.unclear
                )
                self._due.append((self.state.now + int(self.decodes_s * HZ), result))

    def pass_s(self, seconds: float, speech: bool = False) -> None:
        """Let sound come in."""
        for _ in range(round(seconds * 50)):
            end = self.state.now + FRAME
            for due, result in [each for each in self._due if each[0] <= end]:
                self._due.remove((due, result))
                self.tell(result)
            self.tell(hearing.Frame(end, speech))

    def speak_s(self, seconds: float) -> None:
        self.pass_s(seconds, speech=True)

    def wake(self) -> None:
        """The phrase is said, and found a moment later."""
        begun = self.state.now
        self.speak_s(0.7)
        end = self.state.now
        self.pass_s(0.1)
        self.tell(hearing.Woken(begun, end))

    def sound(self, seconds: float) -> None:
        """Our own voice, heard by the microphone as speech."""
        self.tell(hearing.Sounds(True))
        self.speak_s(seconds)
        self.tell(hearing.Sounds(False))

    def be(self, **situation: bool) -> None:
        self.tell(hearing.Situated(Situation(**situation)))

    def take(self) -> list[hearing.Effect]:
        """What was ordered since the last time."""
        taken, self.effects = self.effects, []
        return taken

    def acts(self) -> list[tuple[str, str]]:
        return [(each.text, each.scope) for each in self.take() if isinstance(each, Act)]


@pytest.fixture
def night() -> Night:
    return Night()


def test_idle_decodes_nothing_however_much_is_said(night: Night) -> None:
    for _ in range(20):
        night.speak_s(3)
        night.pass_s(2)
    assert night.take() == []


def test_after_the_wake_phrase_it_chimes_and_one_utterance_is_a_command(night: Night) -> None:
    night.wake()
    night.pass_s(0.5)
    assert night.take() == [Chime("heard")]
    night.speak_s(1.5)
    night.pass_s(1.0)
    assert night.acts() == [(ICE, "command")]
    night.speak_s(2)
    night.pass_s(2)
    assert night.acts() == [], "it is idle again"


def test_one_breath_needs_no_chime_and_leaves_the_phrase_out(night: Night) -> None:
    begun = night.state.now
    night.speak_s(0.9)
    night.tell(hearing.Woken(begun, begun + 12_000))
    night.speak_s(1.2)
    night.pass_s(1.0)
    effects = night.take()
    assert Chime("heard") not in effects
    assert isinstance(effects[0], Decode) and effects[0].start == begun + 12_000
    assert Act(ICE, 0.9, "command") in effects


def test_a_phrase_that_is_found_late_still_has_the_command_that_followed_it(night: Night) -> None:
    begun = night.state.now
    night.speak_s(2.5)
    night.pass_s(1.5)
    assert night.take() == []
    night.tell(hearing.Woken(begun, begun + 12_000))
    night.pass_s(0.3)
    decode, act = night.take()
    assert isinstance(decode, Decode) and decode.start == begun + 12_000
    assert act == Act(ICE, 0.9, "command")


def test_a_pause_in_the_middle_is_not_the_end(night: Night) -> None:
    night.wake()
    night.speak_s(1)
    night.pass_s(0.6)
    night.speak_s(1)
    assert night.acts() == []
    night.pass_s(1)
    assert night.acts() == [(ICE, "command")]


@pytest.mark.parametrize("endpoint_s", [0.5, 0.8, 2.5])
def test_the_silence_that_ends_an_utterance_is_as_long_as_was_asked(endpoint_s: float) -> None:
    night = Night(state=Listening(endpoint=int(endpoint_s * HZ)))
    night.wake()
    night.speak_s(1)
    night.pass_s(endpoint_s - 0.04)
    assert night.acts() == []
    night.pass_s(0.08)
    assert night.acts() == [(ICE, "command")], "the result was there already"


def test_a_slow_decoder_is_waited_for(night: Night) -> None:
    night.decodes_s = 3.0
    night.wake()
    night.speak_s(1)
    night.pass_s(2.9)
    assert night.acts() == []
    night.pass_s(0.6)
    assert night.acts() == [(ICE, "command")]


def test_a_stop_word_waits_for_no_endpoint() -> None:
    night = Night("stop", stops=True)
    night.be(asked=True)
    night.speak_s(0.4)
    night.pass_s(0.4)
    assert night.acts() == [("stop", "answer")]


def test_what_was_said_before_is_no_part_of_the_next_utterance(night: Night) -> None:
    night.be(asked=True)
    night.speak_s(0.5)
    night.pass_s(0.81)
    end = night.state.now
    night.speak_s(0.5)
    night.pass_s(0.5)
    last = [effect for effect in night.take() if isinstance(effect, Decode)][-1]
    assert last.start >= end


def test_no_words_after_the_phrase_are_asked_for_once_more_and_then_no_more() -> None:
    night = Night(says="")
    night.wake()
    night.pass_s(0.5)
    night.take()
    for expected in ([Chime("not_understood")], []):
        night.speak_s(0.5)
        night.pass_s(1)
        assert [each for each in night.take() if not isinstance(each, Decode)] == expected
    assert night.state.scope is None


def test_nobody_speaks_after_the_phrase_and_it_is_idle_again(night: Night) -> None:
    night.wake()
    night.pass_s(7)
    assert night.take() == [Chime("heard")]
    assert night.state.scope is None


@pytest.mark.parametrize(
    ("situation", "scope"),
    [
        ({"asked": True}, "answer"),
        ({"ringing": True}, "attention"),
        ({"counting": True}, "attention"),
    ],
)
def test_some_words_need_no_wake_phrase(
    night: Night, situation: dict[str, bool], scope: str
) -> None:
    night.be(**situation)
    night.speak_s(0.5)
    night.pass_s(1)
    assert night.acts() == [(ICE, scope)]


def test_for_eight_seconds_after_a_reply_no_wake_phrase_is_needed(night: Night) -> None:
    for after_s, expected in ((6.0, [(ICE, "answer")]), (9.0, [])):
        night.wake()
        night.speak_s(1)
        night.pass_s(1)
        night.sound(2)
        night.take()
        night.pass_s(after_s)
        night.speak_s(0.6)
        night.pass_s(1)
        assert night.acts() == expected
        night.pass_s(20)


def test_its_own_voice_is_no_utterance_and_the_answer_right_after_it_is(night: Night) -> None:
    night.be(asked=True)
    night.sound(5)
    assert night.take() == []
    night.pass_s(0.4)
    own_until = night.state.clear_from
    night.speak_s(0.4)
    night.pass_s(1)
    decode, act = night.take()
    assert isinstance(decode, Decode) and decode.start >= own_until
    assert act == Act(ICE, 0.9, "answer")


def test_the_wake_phrase_silences_a_reply_and_the_command_replaces_it(night: Night) -> None:
    night.tell(hearing.Sounds(True))
    night.speak_s(1)
    night.tell(hearing.Woken(night.state.now - 9_000, night.state.now))
    assert night.take() == [Hold()]
    night.tell(hearing.Sounds(False))
    night.pass_s(0.5)
    night.speak_s(1)
    night.pass_s(1)
    assert [each for each in night.take() if not isinstance(each, Decode)] == [
        Chime("heard"),
        Act(ICE, 0.9, "command"),
        Resume(),
    ]


def test_a_first_sign_of_stop_silences_and_without_a_final_result_it_comes_back() -> None:
    night = Night(says="")
    night.be(ringing=True)
    night.tell(hearing.Sounds(True))
    night.speak_s(0.5)
    night.tell(hearing.StopHeard(night.state.now - 4_000, night.state.now))
    assert night.take() == [Hold()]
    night.tell(hearing.Sounds(False))
    night.pass_s(1.4)
    assert Resume() not in night.take()
    night.pass_s(0.2)
    assert night.take() == [Resume()]


def test_what_was_silenced_for_nothing_is_not_silenced_again_by_a_mere_sign() -> None:
    night = Night(says="")
    night.tell(hearing.Sounds(True))
    for expected in ([Hold(), Resume()], []):
        night.speak_s(0.5)
        night.tell(hearing.StopHeard(night.state.now - 4_000, night.state.now))
        if expected:
            night.tell(hearing.Sounds(False))
            night.pass_s(1.8)
            night.tell(hearing.Sounds(True))
        assert [each for each in night.take() if not isinstance(each, Decode)] == expected
    night.tell(hearing.StopHeard(night.state.now - 4_000, night.state.now, True, 1.0))
    assert Act("stop", 1.0, "attention") in night.take(), "a final still ends it"
    night.tell(hearing.Sounds(False))
    night.sound(0.2)
    night.tell(hearing.Sounds(True))
    night.speak_s(0.5)
    night.tell(hearing.StopHeard(night.state.now - 4_000, night.state.now))
    assert night.take() == [Hold()], "and the next words listen as ever"


def test_a_cry_holds_the_count_before_its_end_and_is_acted_on_soon_after() -> None:
    night = Night("")
    night.be(asked=True, holding=True)
    night.sound(0.35)
    night.pass_s(0.25)
    night.take()
    night.says, night.hurts = "that hurts", True
    night.speak_s(0.15)
    assert night.take() == [Hold()], "in the middle of the word"
    night.speak_s(0.25)
    night.pass_s(0.35)
    decode, act, resume = night.take()
    assert isinstance(decode, Decode)
    assert (act, resume) == (Act("that hurts", None, "answer"), Resume())


def test_what_is_no_word_is_a_cry_where_it_is_more_than_an_echo() -> None:
    for speech_s, acts in ((0.3, [("ow", "answer")]), (0.15, [])):
        night = Night("bowl", unclear=True)
        night.be(asked=True, holding=True)
        night.sound(0.4)
        night.speak_s(speech_s)
        night.pass_s(0.35)
        assert night.acts() == acts


def test_a_television_interrupts_a_routine_only_once() -> None:
    night = Night("bowl", unclear=True)
    for expected in ([("ow", "answer")], []):
        night.be(asked=True, holding=True)
        night.speak_s(0.4)
        night.pass_s(0.4)
        assert night.acts() == expected
        night.be(asked=True)
        night.pass_s(2)
        night.take()
    night.be()
    night.be(asked=True, holding=True)
    night.speak_s(0.4)
    night.pass_s(0.4)
    assert night.acts() == [("ow", "answer")], "in the next routine it may be a cry again"


def test_a_cry_that_our_own_count_drowns_is_heard_all_the_same() -> None:
    night = Night("two that hurts", hurts=True)
    night.be(asked=True, holding=True)
    night.tell(hearing.Sounds(True))
    night.speak_s(0.4)
    night.pass_s(0.35)
    decode, act = night.take()
    assert isinstance(decode, Decode)
    assert act == Act("two that hurts", None, "answer")


def test_a_cough_holds_the_count_and_it_goes_on_and_is_not_held_again() -> None:
    night = Night("")
    night.be(asked=True, holding=True)
    night.speak_s(0.3)
    night.pass_s(2)
    assert [each for each in night.take() if not isinstance(each, Decode)] == [Hold(), Resume()]
    night.speak_s(0.3)
    night.pass_s(2)
    assert Hold() not in night.take(), "it may be the echo of the count itself"
    night.be(asked=True)
    night.be(asked=True, holding=True)
    night.speak_s(0.3)
    assert night.take() == [Hold()], "in the next hold it may be pain"


def test_the_echo_of_its_own_count_holds_it_once_and_not_for_long() -> None:
    night = Night("")
    night.be(asked=True, holding=True)
    for _ in range(5):
        night.sound(0.4)
        night.speak_s(0.18)
        night.pass_s(0.42)
    held = [each for each in night.take() if not isinstance(each, Decode)]
    assert held == [Hold(), Resume()]


def test_its_own_count_in_a_dry_room_does_not_hold_it() -> None:
    night = Night("")
    night.be(asked=True, holding=True)
    for _ in range(5):
        night.sound(0.4)
        night.speak_s(0.08)
        night.pass_s(0.52)
    assert Hold() not in night.take()


def test_a_stop_that_the_recogniser_confirms_ends_it() -> None:
    night = Night("stop", stops=True)
    night.be(ringing=True)
    night.tell(hearing.Sounds(True))
    night.speak_s(0.5)
    night.tell(hearing.StopHeard(night.state.now - 4_000, night.state.now))
    night.tell(hearing.Sounds(False))
    night.pass_s(0.8)
    hold, decode, act, resume = night.take()
    assert (hold, act, resume) == (Hold(), Act("stop", 0.9, "attention"), Resume())
    assert isinstance(decode, Decode)
    night.pass_s(5)
    assert night.take() == []


def test_a_final_stop_ends_it_at_once(night: Night) -> None:
    night.be(ringing=True)
    night.sound(1.2)
    night.pass_s(1)
    night.tell(hearing.StopHeard(night.state.now - 4_000, night.state.now, True, 0.8))
    assert night.take() == [Hold(), Act("stop", 0.8, "attention"), Resume()]
    night.tell(hearing.StopHeard(night.state.now - 4_000, night.state.now, True, 0.8))
    assert night.take() == [], "and only once"


def test_a_sign_of_stop_in_the_gap_of_a_ring_holds_the_next_burst() -> None:
    night = Night("")
    night.be(ringing=True)
    night.sound(1.2)
    night.pass_s(1)
    night.tell(hearing.StopHeard(night.state.now - 4_000, night.state.now))
    assert night.take() == [Hold()]


def test_a_stop_means_nothing_where_there_is_nothing_to_stop(night: Night) -> None:
    night.tell(hearing.StopHeard(0, 4_000, True, 0.9))
    assert night.take() == []


def test_a_ring_that_begins_in_the_middle_is_not_decoded_with_the_words(night: Night) -> None:
    night.be(ringing=True)
    night.speak_s(0.5)
    rings_from = night.state.now
    night.tell(hearing.Sounds(True))
    night.speak_s(1)
    decode = night.take()[0]
    assert isinstance(decode, Decode) and decode.end == rings_from


def test_a_button_wakes_at_once_and_a_second_press_ends_what_is_said(night: Night) -> None:
    night.tell(hearing.Pressed())
    assert night.take() == [Chime("heard")]
    night.speak_s(1)
    night.tell(hearing.Pressed())
    night.pass_s(0.2)
    assert night.acts() == [(ICE, "command")]


def test_a_radio_that_never_pauses_is_not_decoded_for_ever(night: Night) -> None:
    night.be(counting=True)
    night.speak_s(60)
    assert night.take() == []
    night.pass_s(2)
    assert night.acts() == [], "nor is its end taken for words to us"


def test_a_lost_microphone_gives_back_what_was_silenced(night: Night) -> None:
    night.tell(hearing.Sounds(True))
    night.speak_s(0.5)
    night.tell(hearing.Woken(0, night.state.now))
    night.take()
    night.tell(hearing.Lost())
    assert night.take() == [Resume()]
    assert night.state.now == 0 and night.state.scope is None
