"""Lengths that are easily heard as another: thirteen and thirty, fifteen and fifty."""

from __future__ import annotations

from voice_skill.core.speech_numbers import number_to_words

_TEEN_OF = {tens * 10: 10 + tens for tens in range(3, 10)}
_SECONDS_IN_A_MINUTE = 60


def likelier_s(heard: str, duration_s: float) -> float | None:
    """The length in seconds that may have been meant by a length too long, or None.

    Only where the number itself was said: nobody hears "an hour" as sixteen minutes.
    """
    minutes, rest = divmod(duration_s, _SECONDS_IN_A_MINUTE)
    teen = None if rest else _TEEN_OF.get(int(minutes))
    if teen is None:
        return None
    words = heard.lower().replace("-", " ").split()
    said = number_to_words(int(minutes)) in words or str(int(minutes)) in words
    return float(teen * _SECONDS_IN_A_MINUTE) if said else None
