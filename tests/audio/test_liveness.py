"""A microphone that gives sound and hears nothing."""

from __future__ import annotations

from voice_skill.audio.liveness import Liveness

ZEROS = bytes(640)
HUM = b"\1\0\2\0" * 160
PER_S = 50


def renewed_at_s(liveness: Liveness, seconds: int, block: bytes = ZEROS) -> list[int]:
    """In which of these seconds a renewal was wanted."""
    return [
        second for second in range(seconds) for _ in range(PER_S) if liveness.wants_renewal(block)
    ]


def test_ten_seconds_of_zeros_want_a_renewal_and_then_it_takes_twice_as_long() -> None:
    assert renewed_at_s(Liveness(), 75) == [10, 30, 70]


def test_any_sound_begins_the_count_anew() -> None:
    liveness = Liveness()
    assert renewed_at_s(liveness, 9) == []
    assert not liveness.wants_renewal(HUM)
    assert renewed_at_s(liveness, 9) == []


def test_the_same_block_again_and_again_is_a_hung_driver() -> None:
    liveness = Liveness()
    assert [liveness.is_stuck(HUM) for _ in range(PER_S + 2)].index(True) == PER_S
    assert not liveness.is_stuck(HUM[::-1])
    assert not any(liveness.is_stuck(ZEROS) for _ in range(PER_S * 5)), "that is another matter"
