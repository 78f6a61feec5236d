"""Whether the words of a sentence order what was understood: a check that knows no template.

It is looser than the understanding it checks: it asks for words without which nobody orders this,
wherever they stand. What it objects to is wrong; what it lets pass may still be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from voice_skill.core.meaning import Meaning
from voice_skill.understanding.language import Language

_ACTS = ("timer.", "alarm.", "reminder.", "routine.", "settings.", "diary.")
_ACTS_OF_CONTROL = ("control.cancel_all", "control.undo")
_ASK = (
    "how what what's which when list show tell read check status left remaining is are any all "
    "my next do have did time far long many give name say see let confirm verify was will"
)
_ASK_TIMERS = f"{_ASK} timer timers countdowns counters clocks timing counting state"
_ASK_ALARMS = f"{_ASK} alarms wakeups alarm set wake"
_TIMED = (
    "timer timers countdown countdowns count counting counter counters clock clocks stopwatch "
    "time timing alarm ring wake remind alert sleep hold nap break"
)
_CANCEL = "not no don't never need nevermind off stop cancel"
_MORE = (
    "more longer another extra additional plus extend extended lengthen lengthened increase "
    "increased prolong push bump raise"
)
_LESS = "less shorter off shorten decrease reduce cut lower take remove minus subtract"
_SET = "change set turn adjust alter reset switch update correct should must was"
_WORDS: dict[str, tuple[str, ...]] = {
    "timer.cancel": (_CANCEL,),
    "timer.pause": ("pause hold freeze halt suspend interrupt park stop wait out",),
    "timer.resume": (
        "resume continue unpause restart reset rerun carry go keep unfreeze pick start begin run "
        "let take again back",
    ),
    "timer.extend": (f"{_MORE} {_LESS} {_SET} snooze time make let",),
    "timer.again": ("same again repeat restart redo once more last",),
    "timer.query": (_ASK_TIMERS,),
    "timer.list": (_ASK_TIMERS,),
    "alarm.start": (
        "alarm wake alert ring call up remind tell bell bugle buzzer set nap clock say let notify "
        "ping warn shout beep break woken waking awake rouse",
    ),
    "alarm.cancel": (f"{_CANCEL} get scratch quit silenced removed permanently go",),
    "alarm.snooze": ("snooze later again longer more sleep doze rest yet while bit now minute",),
    "alarm.query": (_ASK_ALARMS,),
    "alarm.list": (_ASK_ALARMS,),
    "reminder.start": ("remind remember nag jog prompt forget nudge reminder tell",),
    "reminder.list": (_ASK,),
    "reminder.query": (_ASK,),
    "reminder.cancel": (
        f"{_CANCEL} quit leave give",
        "remind reminding reminder reminders nag nagging telling pestering bothering",
    ),
    "reminder.done": ("taken took take swallowed had down did done mark",),
    "reminder.skip": ("skip skipping leave miss give not don't won't",),
    "reminder.missed": ("miss missed sleep slept forget forgotten reminder reminders",),
    "reminder.last": (
        "last take taken took have had swallow another more next again due time "
        "already remember use used do done how when",
    ),
    "routine.query": (
        _ASK + " routines exercises programs sequences where step left last were close near",
    ),
    "diary.query": ("how what show tell diary week pain",),
    "diary.forget": ("forget delete erase wipe clear remove destroy",),
    "diary.log": (
        "log note record write put save add enter jot track diary journal pain hurts open "
        "took taken had swallowed same better worse out painless free pains pain's today back now",
    ),
    "control.cancel_all": (
        f"{_CANCEL} end clear kill delete quit drop reset forget scrap bin undo remove wipe abort "
        "nuke turn switch shut finish close throw dismiss",
        "everything all every lot whole",
    ),
    "control.undo": ("undo back revert mistake mean restore mind reverse not wrong didn't",),
}
_SETTINGS = {
    "volume": "volume percent loudness loud loudest loudly quiet quietest quietly blast way",
    "speed": "speed pace rate words normally usual",
    "night": "night goodnight sleep quiet disturb morning",
    "bed_time": "bed bedtime sleep",
    "wake_time": "wake up get",
    "night_hours": "night hours quiet quietly quieter soft softly softer silent low time",
    "patience": "time finish interrupt cut wait waiting listen longer answer reply respond slowly",
    "wake": "wake hot hands voice name",
    "microphone": "microphone microphones mic mike ears listen listening",
    "clock": "time clock watch now here",
}
_ROUTINES = {
    "get_up": "get getting sit sitting stand standing rise rising up out off",
    "sleep_position": "sleep sleeping lie lying side position settle settled comfortable lay "
    "bed night right",
    "stretch": "stretch stretches stretching loosen limber mobility",
    "massage": "massage massaging rub rubbing kneading pressing knead hands fingers fingertips",
    "sleep_break": "break halfway half sleep night midnight middle",
    "morning": "morning daily am a wakeup day mornings",
    "evening": "evening bedtime night nighttime bed wind",
    "self_check": "check type kind triage test questions quiz find work figure examine "
    "interrogate ask assessment",
}
_COLLECTED = {
    "timer.cancel": ("cancel", "turn_off", "no_need"),
    "alarm.cancel": ("cancel", "turn_off", "no_need"),
    "reminder.cancel": ("cancel",),
    "timer.extend": ("add", "take_off"),
    "alarm.start": ("alarm", "wake"),
    "routine.start": (),
}
_SMALL = frozenset("a an the of for to on in up me my it is i we and at with that by out".split())
_NEVER_NEGATED = (
    "timer.start",
    "timer.pause",
    "timer.resume",
    "timer.extend",
    "timer.again",
    "alarm.start",
    "routine.start",
    "control.cancel_all",
)
_LED = frozenset("guide lead walk talk coach take through routine session arrange direct".split())
"""Words with which any routine may be begun."""
_NEGATIONS = re.compile(
    r"(?<!\bi )(?<!\bhe )(?<!\bshe )(?<!\bit )(?<!\bthey )(?<!\bwe )(?<!\bthat )(?<!\bwho )"
    r"\b(?:do not|don't|dont|never|must not)\b"
)
"""Forbids, unless somebody is told about: "so I don't burn it"."""
_NO_NEGATION = re.compile(
    r"\b(?:do not|don't|dont) (?:you )?let me\b|\b(?:not|don't|dont) (?:you )?forget\b"
    r"|\bsay no more\b|\bno pain\b|\bnever said\b|\bnever mind\b|\bnot yet\b|\bno longer\b"
    r"|\bnot needed\b"
)
_NOT_CANCELLED = re.compile(
    r"\b(?:do not|don't|dont|never|not) (?:please )?(?:cancel|stop|end|kill|delete|remove|clear)\b"
)
_STOPPING = frozenset("stop cancel delete scrap end kill quit forget halt abort".split())
_UNITS = {"second": 1, "minute": 60, "min": 60, "hour": 3600, "sec": 1, "hr": 3600, "day": 86400}
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = {
    word: 20 + 10 * place
    for place, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
_PARTS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25, "a": 1, "an": 1, "couple": 2, "few": 3}
_PARTS |= {"dozen": 12, "oh": 0, "once": 1, "twice": 2, "double": 2, "single": 1}


class Oracle:
    """Knows the words of one language's orders, but not the order they stand in."""

    def __init__(self, language: Language) -> None:
        self._free: dict[str, frozenset[str]] = {}
        self._needs = {
            intent: [frozenset(group.split()) for group in groups]
            for intent, groups in _WORDS.items()
        }
        for intent, rules in _COLLECTED.items():
            words = _words(" ".join(language.rules[rule] for rule in rules)) - _SMALL
            if intent in self._needs:
                self._needs[intent][0] |= words
        everyday = frozenset(language.lists["never_in_a_name"]) | {"said", "back", "hurts"}
        for order in language.free_orders:
            said = _words(_written_out(" ".join(order.needs), language)) - _SMALL - everyday
            self._free[order.intent] = self._free.get(order.intent, frozenset()) | said
        kinds = _words(" ".join(language.lists["kind"]))
        started = " ".join(language.rules[rule] for rule in ("start_verb", "tell", "timer"))
        self._starts = (kinds | _words(started) | _words(_TIMED)) - _SMALL
        self._starts |= _words(
            "now starting rouse prompt get gimme named called labeled labelled name label"
        )
        # "The cake is in ten minutes", "ten minutes for the cake to bake" name a timer.
        self._starts |= _words(
            "in on for after brew brewing cook cooking boil boiling bake baking rise dry steep cool"
        )

    def objection(self, text: str, meaning: Meaning) -> str | None:
        """Why this must not have been understood so; None where nothing speaks against it."""
        intent, slots = meaning.intent, meaning.slots
        if not intent.startswith(_ACTS) and intent not in _ACTS_OF_CONTROL:
            return None
        if slots.get("certain") is False:
            return None  # asked about, not done
        plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
        words = _words(plain)
        free = self._free.get(intent, frozenset())
        for group in self._groups(intent, slots):
            if not words & (group | free):
                return f"{intent} without any of its words"
        if intent == "timer.start" and not words & self._starts and words & _STOPPING:
            return "timer.start with nothing but words that stop"
        bare = _NO_NEGATION.sub(" ", " ".join(re.findall(r"[a-z0-9']+", plain)))
        if intent in _NEVER_NEGATED and _NEGATIONS.search(bare):
            return f"{intent} with a negation"
        if intent in ("timer.cancel", "alarm.cancel") and _NOT_CANCELLED.search(bare):
            return f"{intent} although it is not to be cancelled"
        seconds = slots.get("duration_s")
        if seconds is not None and not _derivable(abs(seconds), plain):
            return f"{seconds} s from no such numbers"
        if "at" in slots and not _has_time(plain):
            return "a clock time from no number"
        return None

    def _groups(self, intent: str, slots: Mapping[str, Any]) -> list[frozenset[str]]:
        if intent == "timer.start":
            # A length alone is an order too: "thirty five minutes please, I promised".
            return [] if "duration_s" in slots else [self._starts]
        if intent == "settings.set":
            return [frozenset(_SETTINGS[slots["setting"]].split())]
        if intent == "routine.start":
            return [frozenset(_ROUTINES[slots["id"]].split()) | _LED]
        return self._needs[intent]


def _written_out(templates: str, language: Language) -> str:
    """The templates with what their rules and lists stand for."""
    while names := re.findall(r"<(\w+)>", templates):
        for name in names:
            templates = templates.replace(f"<{name}>", language.rules[name])
    for name in set(re.findall(r"\{(\w+)\}", templates)) & set(language.lists):
        templates += " " + " ".join(language.lists[name])
    return templates


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z']+", text))


def _has_time(text: str) -> bool:
    named = re.search(r"\b(?:noon|midnight|midday|mid|half|quarter|dawn|morning|night)\b", text)
    return bool(named) or bool(_numbers(text))


def _numbers(text: str) -> set[float]:
    """Every number that some run of words or digits can be read as."""
    tokens = re.findall(r"[a-z']+|\d+(?:[.,]\d+)?", text)
    found: set[float] = set()
    for start, token in enumerate(tokens):
        if token[0].isdigit():
            found.add(float(token.replace(",", ".")))
        elif token in _PARTS:
            found.add(_PARTS[token])
        found |= _from(tokens[start : start + 8])
    return found


def _from(tokens: list[str]) -> set[float]:
    """The values of the number that begins here, at each of its words."""
    found: set[float] = set()
    total = 0.0
    for token in tokens:
        if token in _ONES:
            total += _ONES.index(token)
        elif token in _TENS:
            total += _TENS[token]
        elif token in ("hundred", "thousand"):
            total = max(total, 1.0) * (100 if token == "hundred" else 1000)
        elif token not in ("and", "a"):
            break
        found.add(total)
    return found - {0.0}


def _derivable(seconds: float, text: str) -> bool:
    """Whether up to three numbers of the text, each in a unit, add up to the length."""
    numbers = _numbers(text)
    numbers |= {one + part for one in numbers for part in (0.25, 0.5, 0.75) if part <= max(numbers)}
    units = {size for unit, size in _UNITS.items() if unit in text} | {60}
    terms = {round(number * unit, 3) for number in numbers for unit in units if number}
    fitting = sorted(term for term in terms if term <= seconds)
    return any(
        abs(sum(some) - seconds) < 1 for count in (1, 2, 3) for some in combinations(fitting, count)
    )
