"""The person's choices, from one small TOML file, and the folders that everything lives in.

emergency_region = "us"        # us, gb or eu: which number an emergency reply names
rest_between_applications_s = 7200  # from one ice to the next, and from one heat to the next

[recognizer]
engine = "auto"                # auto, vosk or pocketsphinx

[audio]
microphone = "Jabra"           # part of a name that `voice-skill devices` prints
loudspeaker = "Jabra"
speech_volume_percent = 50     # 0 only prints replies; safety is spoken all the same
ring_volume_percent = 70       # below 30 it rings as loud as at 30

[voice]
name = "en-us"
speech_rate_wpm = 150

[triggers.help]                # called with the alarm for someone in the house
url = "http://127.0.0.1:8123/api/webhook/help"
body = "{}"                    # sent as it is; nothing that was said is ever added
secret_file = "/home/me/.config/voice_skill/secret"  # a bearer token, mode 0600
timeout_s = 10

[triggers.lights_on]           # or a program, with fixed arguments and without a shell
program = ["/usr/local/bin/lights", "on"]
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_origin, get_type_hints

from platformdirs import PlatformDirs

from voice_skill.core.errors import VoiceSkillError

EMERGENCY_NUMBERS = {"us": "911", "gb": "999", "eu": "112"}
RECOGNIZERS = ("auto", "vosk", "pocketsphinx")
SHORTEST_REST_S, LONGEST_REST_S = 2400, 86_400
"""A skin that was iced for twenty minutes needs at least twice as long to warm up."""
SLOWEST_WPM, FASTEST_WPM = 80, 300
"""Slower than this is not understood as speech, faster not at night."""

_Table = TypeVar("_Table")
_TYPE_NAMES = {str: "text in quotes", int: "a whole number", list: "a list in brackets"}


class SettingsError(ValueError):
    """What is wrong with one value, without its place in the file."""


@dataclass(frozen=True)
class RecognizerSettings:
    """Which engine hears; auto takes Vosk where its model passed its self-test."""

    engine: str = "auto"
    model_folder: str = ""
    """A Vosk model; empty takes the one that `models fetch` installed."""

    def __post_init__(self) -> None:
        if self.engine not in RECOGNIZERS:
            raise SettingsError(f"engine must be one of {', '.join(RECOGNIZERS)}")


@dataclass(frozen=True)
class AudioSettings:
    """Devices by a part of their name; empty takes what the system prefers."""

    microphone: str = ""
    loudspeaker: str = ""
    speech_volume_percent: int = 50
    ring_volume_percent: int = 70

    def __post_init__(self) -> None:
        for key in ("speech_volume_percent", "ring_volume_percent"):
            if not 0 <= getattr(self, key) <= 100:
                raise SettingsError(f"{key} must be 0 to 100")


@dataclass(frozen=True)
class VoiceSettings:
    """How it speaks; an empty name takes the usual English voice."""

    name: str = ""
    speech_rate_wpm: int = 150

    def __post_init__(self) -> None:
        if not SLOWEST_WPM <= self.speech_rate_wpm <= FASTEST_WPM:
            raise SettingsError(f"speech_rate_wpm must be {SLOWEST_WPM} to {FASTEST_WPM}")


@dataclass(frozen=True)
class TriggerSettings:
    """Something to call out to: an address for a POST, or a program with its arguments."""

    url: str = ""
    body: str = ""
    secret_file: str = ""
    program: list[str] = field(default_factory=list)
    timeout_s: int = 10

    def __post_init__(self) -> None:
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
        if not 1 <= self.timeout_s <= 60:
            raise SettingsError("timeout_s must be 1 to 60")


@dataclass(frozen=True)
class Settings:
    """Everything a person may choose."""

    emergency_region: str = ""
    """Empty takes the number that the content names."""
    rest_between_applications_s: int = 7200
    """The guide gives no rest; two hours is the careful end of what is commonly advised."""
    recognizer: RecognizerSettings = field(default_factory=RecognizerSettings)
    audio: AudioSettings = field(default_factory=AudioSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    triggers: dict[str, TriggerSettings] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.emergency_region and self.emergency_region not in EMERGENCY_NUMBERS:
            raise SettingsError(f"emergency_region must be one of {', '.join(EMERGENCY_NUMBERS)}")
        if not SHORTEST_REST_S <= self.rest_between_applications_s <= LONGEST_REST_S:
            allowed = f"{SHORTEST_REST_S} to {LONGEST_REST_S}"
            raise SettingsError(f"rest_between_applications_s must be {allowed}")

    @property
    def emergency_number(self) -> str | None:
        """The number to call in the region that was chosen."""
        return EMERGENCY_NUMBERS.get(self.emergency_region)


@dataclass(frozen=True)
class Paths:
    """Where things live for this user; the XDG variables of the environment move them."""

    settings_file: Path
    state: Path
    """Timers: must survive a pulled plug."""
    cache: Path
    """Rendered prompts, language models: may be deleted at any time."""
    models: Path
    routines: Path
    """The user's own routines, one file each."""
    runtime: Path
    """The socket of the running engine: gone after a restart of the machine."""

    @classmethod
    def of_user(cls) -> Paths:
        """The folders of the user who runs this; none is created."""
        dirs = PlatformDirs("voice_skill", appauthor=False)
        return cls(
            settings_file=dirs.user_config_path / "settings.toml",
            state=dirs.user_state_path,
            cache=dirs.user_cache_path,
            models=dirs.user_data_path / "models",
            routines=dirs.user_config_path / "routines",
            runtime=_runtime_folder(dirs.user_state_path),
        )


def _runtime_folder(state: Path) -> Path:
    """Only this user's own folder will do; a shared /tmp lets others put a socket in its place."""
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    return folder / "voice_skill" if os.access(folder, os.W_OK) else state


def load_settings(file: Path) -> Settings:
    """The settings in this file, or the usual ones where there is none.

    Raises VoiceSkillError: one sentence with file, line and key.
    """
    try:
        source = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise VoiceSkillError(f"The settings {file} cannot be read: {error}.") from error
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise VoiceSkillError(f"The settings {file} are not valid TOML: {error}.") from error
    return _filled(Settings, values, file, source, ())


def _filled(
    table: type[_Table], values: Mapping[str, Any], file: Path, source: str, path: tuple[str, ...]
) -> _Table:
    """One dataclass from one TOML table; every mistake is told with its place."""
    kinds = get_type_hints(table)
    known = [one.name for one in fields(table)]  # type: ignore[arg-type]
    filled: dict[str, Any] = {}
    for key, value in values.items():
        where = (*path, key)
        if key not in known:
            raise _mistake(file, source, where, f"is not known; known here: {', '.join(known)}")
        kind = kinds[key]
        if get_origin(kind) is dict:
            filled[key] = _triggers(value, file, source, where)
        elif is_dataclass(kind):
            if not isinstance(value, dict):
                raise _mistake(file, source, where, f"must be a table, written [{key}]")
            filled[key] = _filled(kind, value, file, source, where)  # type: ignore[arg-type]
        elif type(value) is not (get_origin(kind) or kind):
            raise _mistake(file, source, where, f"must be {_TYPE_NAMES[get_origin(kind) or kind]}")
        else:
            filled[key] = value
    try:
        return table(**filled)
    except SettingsError as error:
        key = str(error).partition(" ")[0]
        raise _mistake(file, source, (*path, key), str(error).partition(" ")[2]) from error


def _triggers(
    values: object, file: Path, source: str, where: tuple[str, ...]
) -> dict[str, TriggerSettings]:
    if not isinstance(values, dict):
        raise _mistake(file, source, where, "must be tables, each written [triggers.NAME]")
    for name, value in values.items():
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise _mistake(file, source, (*where, name), "is no name: small letters, digits and _")
        if not isinstance(value, dict):
            raise _mistake(file, source, (*where, name), f"must be a table: [triggers.{name}]")
    return {
        name: _filled(TriggerSettings, value, file, source, (*where, name))
        for name, value in values.items()
    }


def _mistake(file: Path, source: str, where: tuple[str, ...], what: str) -> VoiceSkillError:
    line = _line_of(source, where)
    return VoiceSkillError(f"{file}, line {line}: {'.'.join(where)} {what}.")


def _line_of(source: str, where: tuple[str, ...]) -> int:
    """The line of a key, found by its text since tomllib does not tell; else 1."""
    table, key = ".".join(where[:-1]), where[-1]
    current = ""
    for number, line in enumerate(source.splitlines(), start=1):
        header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line)
        if header:
            current = header[1].replace('"', "").replace(" ", "")
            if current in (".".join(where), f"{table}.{key}"):
                return number
        written = re.match(r"""\s*["']?([^"'=]+?)["']?\s*=""", line)
        name = written[1] if written else ""
        inside = current == table and name == key
        dotted = f"{current}.{name}".strip(".").replace(" ", "").replace('"', "")
        if inside or dotted == ".".join(where):
            return number
    return 1
