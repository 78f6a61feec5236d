"""What an order holds that no template knows: a day of the year, or more times than one.

It is taken out, the rest is understood, and then it is put back in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from voice_skill.core.meaning import Meaning
from voice_skill.understanding.dates import find_date
from voice_skill.understanding.several_times import find_several_times
from voice_skill.understanding.slots import slot_values

Understood = Callable[[str], Meaning]

_FOR_A_MOMENT = ("timer.start", "alarm.start", "reminder.start")
_KEPT_WITH_A_DATE = ("kind", "name", "what")
_AT_SEVERAL_TIMES = ("alarm.start", "reminder.start")


def set_apart(text: str, words: Sequence[str], understood: Understood) -> Meaning | None:
    """The order for a date or for several times; None where it is neither.

    words: of `text`, normalised and spelled out.
    """
    return _to_a_date(text, words, understood) or _at_several_times(text, words, understood)


def _to_a_date(text: str, words: Sequence[str], understood: Understood) -> Meaning | None:
    """An order for a day of the year, which is never taken for a length or a time."""
    date = find_date(words)
    if date is None:
        return None
    rest = understood(" ".join((*words[: date.start], *words[date.end :])))
    if rest.intent not in _FOR_A_MOMENT:
        return None
    slots = {name: value for name, value in rest.slots.items() if name in _KEPT_WITH_A_DATE}
    problem = "date" if date.exists else "no_such_day"
    return replace(rest, heard=text, slots={**slots, "problem": problem}, alternatives=())


def _at_several_times(text: str, words: Sequence[str], understood: Understood) -> Meaning | None:
    """ "At eight and at nine": the order for the first, with the others in `more_times`."""
    found = find_several_times(words)
    if found is None:
        return None
    rest = understood(" ".join(found.words))
    first, *others = [slot_values((("time", "it"),), {"it": time}) for time in found.times]
    if rest.intent not in _AT_SEVERAL_TIMES or rest.slots.get("at") not in first.values():
        return None
    return replace(rest, heard=text, slots={**rest.slots, "more_times": others})
