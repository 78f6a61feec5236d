"""Times that are joined in one order."""

from __future__ import annotations

import pytest

from voice_skill.understanding.several_times import find_several_times


@pytest.mark.parametrize(
    ("said", "rest", "hours"),
    [
        ("wake me at six and at seven", "wake me at six", [6, 7]),
        ("pills at eight and again at nine tonight", "pills at eight", [8, 9]),
        ("at two and five and nine ring", "at two ring", [2, 5, 9]),
    ],
)
def test_joined_times_are_found(said: str, rest: str, hours: list[int]) -> None:
    found = find_several_times(said.split())
    assert found is not None
    assert " ".join(found.words) == rest
    assert [time.hour for time in found.times] == hours


@pytest.mark.parametrize(
    "said",
    [
        "wake me at seven and start the ice for ten minutes",
        "wake me at five and twenty to six",
        "wake me at twenty and five to six",
        "my train goes at seven and i get up at six",
        "six or seven",
        "wake me half way between eleven and seven",
        "and",
    ],
)
def test_what_is_not_joined_stays_whole(said: str) -> None:
    assert find_several_times(said.split()) is None
