"""What we say ourselves is not taken for somebody else."""

from __future__ import annotations

import pytest

from voice_skill.core.own_voice import echoes, moments

SAID = "Take the ice off after twenty minutes, and stop at once if it burns."


def test_a_word_that_is_said_is_expected_when_it_is_said() -> None:
    ((begins_s, ends_s),) = moments(SAID, 6.0, ["stop"])
    said_at_s = 6.0 * SAID.index("stop") / len(SAID)
    assert begins_s < said_at_s < said_at_s + 0.4 < ends_s
    assert ends_s - begins_s < 2.5, "or nobody could stop it meanwhile"


@pytest.mark.parametrize("word", ["Stop!", "stopped", "step", "top", '"stop"'])
def test_what_sounds_alike_counts_too(word: str) -> None:
    assert moments(f"then {word} there", 2.0, ["stop"])


@pytest.mark.parametrize("text", ["", "Fifteen to twenty minutes.", "The ice is done."])
def test_most_that_is_said_leaves_the_whole_time_to_listen(text: str) -> None:
    assert moments(text, 5.0, ["stop"]) == ()


@pytest.mark.parametrize(
    ("heard", "ours"),
    [
        ("take the ice off after twenty minutes", True),
        ("the ice off twenty minutes", True),
        ("at once if it burns", True),
        ("yes it is off", False),
        ("my leg is numb", False),
        ("start the ice for ten minutes", False),
        ("", False),
    ],
)
def test_what_repeats_us_is_an_echo_and_an_answer_is_not(heard: str, ours: bool) -> None:
    assert echoes(heard, SAID) is ours
