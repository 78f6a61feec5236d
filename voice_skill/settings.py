"""The person's choices: every key with what it does, its usual value and its limits.

This is the one list: the loader checks by it, `voice-skill config` and docs/settings.md show it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from types import MappingProxyType
from typing import Any, TypeVar, cast

from voice_skill.core.choices import (
    FASTEST_WPM,
    LONGEST_SILENCE_S,
    SHORTEST_SILENCE_S,
    SLOWEST_WPM,
    Choices,
)

EMERGENCY_NUMBERS = {"us": "911", "gb": "999", "eu": "112"}
RECOGNIZERS = ("auto", "vosk", "pocketsphinx")
SHORTEST_REST_S, LONGEST_REST_S = 2400, 86_400
"""A skin that was iced for twenty minutes needs at least twice as long to warm up."""
TIME_OF_DAY = (r"([01]\d|2[0-3]):[0-5]\d", 'a time such as "22:30"')
WAKE_PHRASE = (r"[a-z]+( [a-z]+){0,3}", "one to four words of small letters")

_Value = TypeVar("_Value")


class SettingsError(ValueError):
    """What is wrong with one value, without its place in the file; the key comes first."""


def _key(usual: _Value, about: str, **limits: Any) -> _Value:
    """A field with what it does. Limits: `within` two numbers, `one_of` texts, or a `pattern` and
    its name. A list is empty as a rule.
    """
    metadata = {"about": about, **limits}
    if isinstance(usual, list):
        return cast(_Value, field(default_factory=list, metadata=metadata))
    return field(default=usual, metadata=metadata)


def about(one: Field[Any]) -> str:
    """What this key does, in words for people."""
    return str(one.metadata.get("about", ""))


def allowed(one: Field[Any]) -> str:
    """What this key may be, such as "0 to 100"; empty where anything of its type will do."""
    limits = one.metadata
    if "within" in limits:
        return "{} to {}".format(*limits["within"])
    if "one_of" in limits:
        return f"one of {', '.join(choice or repr(choice) for choice in limits['one_of'])}"
    return str(limits["pattern"][1]) if "pattern" in limits else ""


def _fits(limits: Mapping[str, Any], value: Any) -> bool:
    if "within" in limits:
        least, most = limits["within"]
        return bool(least <= value <= most)
    if "one_of" in limits:
        return value in limits["one_of"]
    return "pattern" not in limits or re.fullmatch(limits["pattern"][0], value) is not None


def written_name(one: Field[Any]) -> str:
    """The key as it is written in the file; Python keeps some words for itself."""
    return one.name.rstrip("_")


class _Table:
    """Checks the limits of its keys."""

    def __post_init__(self) -> None:
        for one in fields(cast(Any, self)):
            if not _fits(one.metadata, getattr(self, one.name)):
                raise SettingsError(f"{written_name(one)} must be {allowed(one)}")


@dataclass(frozen=True)
class RecognizerSettings(_Table):
    """What turns speech into words."""

    engine: str = _key(
        "auto",
        "Which engine hears. auto takes Vosk where its model passed its self-test.",
        one_of=RECOGNIZERS,
    )
    model_folder: str = _key(
        "",
        'A folder with a Vosk model; "" takes one that `voice-skill models list` has installed.',
    )


@dataclass(frozen=True)
class AudioSettings(_Table):
    """Microphone and loudspeaker."""

    microphone: str = _key(
        "",
        'A part of the name that `voice-skill devices` prints, such as "Jabra"; '
        '"" takes the usual one of the system.',
    )
    loudspeaker: str = _key("", "A part of a name as well.")
    speech_volume_percent: int = _key(
        50,
        "How loud it speaks. 0 only prints replies; what safety depends on is spoken all the same.",
        within=(0, 100),
    )
    ring_volume_percent: int = _key(
        70, "How loud it rings. Below 30 it rings as loud as at 30.", within=(0, 100)
    )


@dataclass(frozen=True)
class VoiceSettings(_Table):
    """How it speaks."""

    name: str = _key("", 'A voice of espeak-ng, such as "en-us"; "" takes the usual English one.')
    speech_rate_wpm: int = _key(150, "Words a minute.", within=(SLOWEST_WPM, FASTEST_WPM))


@dataclass(frozen=True)
class ListeningSettings(_Table):
    """Hands-free listening."""

    microphone_on: bool = _key(
        True, "false: nothing is listened to at all; typing and the button still work."
    )
    wake_enabled: bool = _key(
        True, "false: it does not wait for the wake phrase; press the button or type."
    )
    wake_phrase: str = _key("computer", "What to say before an order.", pattern=WAKE_PHRASE)
    endpoint_silence_s: float = _key(
        0.8,
        "So many seconds of silence end a sentence. More is kinder to somebody who speaks slowly.",
        within=(SHORTEST_SILENCE_S, LONGEST_SILENCE_S),
    )


@dataclass(frozen=True)
class NightSettings(_Table):
    """The hours in which it speaks more quietly. Rings and safety are as loud as ever."""

    from_: str = _key("22:00", "When the night begins.", pattern=TIME_OF_DAY)
    to: str = _key(
        "07:00",
        "When it ends. The same time as from: there are no night hours.",
        pattern=TIME_OF_DAY,
    )
    speech_volume_percent: int = _key(
        30, "How loud it speaks at night, where that is less than by day.", within=(0, 100)
    )


@dataclass(frozen=True)
class ServiceSettings(_Table):
    """When it runs as a service."""

    log_transcripts: bool = _key(
        False, "true: the log also holds what was heard and answered. Only to look for a fault."
    )


@dataclass(frozen=True)
class TriggerSettings(_Table):
    """Something to call out to: an address for a POST, or a program with its arguments."""

    url: str = _key(
        "", 'An address that gets a POST, such as "http://127.0.0.1:8123/api/webhook/help".'
    )
    body: str = _key("", "Sent as it is; nothing that was said is ever added.")
    secret_file: str = _key("", "A file of mode 0600 with a bearer token; a path from the root.")
    program: list[str] = _key(
        [], 'Instead of url: a program and its fixed arguments, as ["/usr/local/bin/lights", "on"].'
    )
    timeout_s: int = _key(10, "How long it is tried.", within=(1, 60))

    def __post_init__(self) -> None:
        super().__post_init__()
        if bool(self.url) == bool(self.program):
            raise SettingsError("url or program must be there, and not both")
        if self.url and not re.fullmatch(r"https?://[^\s/?#@]+[^\s]*", self.url):
            raise SettingsError("url must begin with http:// or https:// and hold no user name")
        if not all(isinstance(part, str) and "\0" not in part for part in self.program):
            raise SettingsError("program must be a list of texts")
        if self.program and not self.program[0].startswith("/"):
            raise SettingsError("program must begin with a path from the root, such as /usr/bin/x")
        if self.secret_file and not self.secret_file.startswith("/"):
            raise SettingsError("secret_file must be a path from the root")


@dataclass(frozen=True)
class Settings(_Table):
    """Everything a person may choose."""

    emergency_region: str = _key(
        "",
        'Which number an emergency reply names: 911, 999 or 112; "" takes that of the content.',
        one_of=("", *EMERGENCY_NUMBERS),
    )
    rest_between_applications_s: int = _key(
        7200,
        "From one ice to the next, and from one heat to the next, in seconds. The guide gives no "
        "rest; two hours is the careful end of what is commonly advised.",
        within=(SHORTEST_REST_S, LONGEST_REST_S),
    )
    recognizer: RecognizerSettings = field(default_factory=RecognizerSettings)
    audio: AudioSettings = field(default_factory=AudioSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    listening: ListeningSettings = field(default_factory=ListeningSettings)
    night: NightSettings = field(default_factory=NightSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)
    triggers: Mapping[str, TriggerSettings] = field(
        default_factory=lambda: MappingProxyType({}),
        metadata={"about": "Each [triggers.NAME]: the one named help is called with the alarm."},
    )

    @property
    def choices(self) -> Choices:
        """What can be changed by voice, as it is written in the file."""
        return Choices(
            self.audio.speech_volume_percent,
            self.voice.speech_rate_wpm,
            self.listening.microphone_on,
            self.listening.wake_enabled,
            self.listening.endpoint_silence_s,
            self.night.from_,
            self.night.to,
            self.night.speech_volume_percent,
        )

    @property
    def emergency_number(self) -> str | None:
        """The number to call in the region that was chosen."""
        return EMERGENCY_NUMBERS.get(self.emergency_region)
