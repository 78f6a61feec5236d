"""Puts the parts together for one user: the only place, with `app_audio`, that names concrete ones.

Parts are imported when they are asked for, so that a typed question costs no audio library.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from voice_skill.core.errors import ModelError, VoiceSkillError
from voice_skill.paths import Paths
from voice_skill.settings import Settings
from voice_skill.settings_file import load_settings

if TYPE_CHECKING:
    from voice_skill.client import Client
    from voice_skill.content import Content
    from voice_skill.core.choices import Tuning
    from voice_skill.core.dialogue import Dialogue
    from voice_skill.core.knowledge import Knowledge
    from voice_skill.core.meaning import Meaning
    from voice_skill.engine import Engine
    from voice_skill.outlet import Loudspeaker
    from voice_skill.ports import Outlet, Publisher, Store
    from voice_skill.server import Server
    from voice_skill.simulation import Simulation
    from voice_skill.triggers import HttpCall, ProgramCall
    from voice_skill.understanding.pipeline import Understander
    from voice_skill.understanding.semantic import SemanticModel

CHECKPOINT_S = 60.0
"""How exactly timers are known after a power cut with a wrong clock; each costs one commit."""

CLOCK_FILE = "clock.json"
VOLUME_FILE = "volume.json"

OTHER_CONTENT = (
    "The voice-skill that is running may know other answers: end it first, or leave out --intents."
)


def meaning_model() -> SemanticModel:
    """The meaning model that ships. Raises ModelError where it cannot be used."""
    from voice_skill.resources import models_dir
    from voice_skill.understanding.semantic import SemanticModel

    return SemanticModel.load(models_dir() / "meaning")


def meaning_model_if_any() -> SemanticModel | None:
    """Without it the rest of understanding still works; `doctor` says what is wrong."""
    try:
        return meaning_model()
    except ModelError:
        return None


@dataclass(frozen=True)
class App:
    """The choices of one user and one command; makes the parts from them."""

    settings: Settings
    paths: Paths
    intents: Path | None = None
    """A content folder instead of the one that ships."""
    introduces: bool = False
    """Whether it introduces itself where nobody has used it yet; only for who stays to talk."""

    @classmethod
    def of_user(cls, intents: Path | None = None) -> App:
        """With the settings of the user who runs this. Raises VoiceSkillError for a wrong one."""
        paths = Paths.of_user()
        return cls(load_settings(paths.settings_file), paths, intents)

    @cached_property
    def content(self) -> Content:
        """What can be asked and answered. Raises ContentError."""
        from voice_skill.content import load
        from voice_skill.resources import content_dir

        content = load(self.intents or content_dir(), [self.paths.routines])
        number = self.settings.emergency_number or content.knowledge.emergency_number
        rest_s = float(self.settings.rest_between_applications_s)
        knowledge = replace(
            content.knowledge,
            emergency_number=number,
            rest_between_applications_s=rest_s,
            triggers=frozenset(self.settings.triggers),
            choices=self.settings.choices,
        )
        return replace(content, knowledge=knowledge)

    @property
    def knowledge(self) -> Knowledge:
        """All that may be said. Raises ContentError."""
        return self.content.knowledge

    @cached_property
    def understander(self) -> Understander:
        """Text to meaning. Raises ContentError."""
        from voice_skill.understanding.pipeline import Understander

        return Understander(self.content.language, meaning_model_if_any)

    def understand(self, text: str) -> Meaning:
        """What this text means. Raises ContentError."""
        return self._understood(text)

    @cached_property
    def _understood(self) -> Callable[[str], Meaning]:
        """What is heard is looked at more than once: whether it is a stop, then what to do."""
        return lru_cache(maxsize=16)(self.understander.understand)

    def client(self) -> Client | None:
        """Of the engine that is running, if one is. Raises VoiceSkillError."""
        from voice_skill.client import Client

        client = Client.connect(self.paths.runtime)
        if client and self.intents:
            client.close()
            raise VoiceSkillError(OTHER_CONTENT)
        return client

    def server(self) -> Server:
        """The lock and the socket. Raises VoiceSkillError where another engine runs."""
        from voice_skill.clock import SystemClock
        from voice_skill.server import Server

        return Server(self.paths.runtime, SystemClock())

    def store(self) -> Store:
        """Where timers survive; nothing is opened yet."""
        from voice_skill.storage.patient_store import PatientStore
        from voice_skill.storage.sqlite_store import SqliteStore

        return PatientStore(SqliteStore(self.paths.state))

    def diary(self) -> dict[int, str]:
        """Every entry of the diary as JSON, by id, also while an engine has the database."""
        from voice_skill.storage.database import read_diary
        from voice_skill.storage.sqlite_store import DATABASE

        return read_diary(self.paths.state / DATABASE) or {}

    def publisher(self, on_failure: Callable[[str], None]) -> Publisher:
        """What can be called out to."""
        from voice_skill.triggers import Triggers

        return Triggers(self.calls(), on_failure)

    def calls(self) -> dict[str, HttpCall | ProgramCall]:
        """What the settings have under [triggers], by name."""
        from voice_skill.triggers import HttpCall, ProgramCall

        calls: dict[str, HttpCall | ProgramCall] = {}
        for name, one in self.settings.triggers.items():
            if one.url:
                calls[name] = HttpCall(one.url, one.body, one.secret_file, one.timeout_s)
            else:
                calls[name] = ProgramCall(tuple(one.program), one.timeout_s)
        return calls

    def engine(
        self,
        outlet: Outlet,
        store: Store,
        publisher: Publisher | None = None,
        tune: Callable[[Tuning], None] | None = None,
    ) -> Engine:
        """An engine that was not started yet. Raises ContentError."""
        from voice_skill.clock import SystemClock
        from voice_skill.engine import Engine

        clock = SystemClock()
        return Engine(
            self._dialogue(self.settings.voice.speech_rate_wpm),
            self.understand,
            store,
            clock,
            outlet,
            checkpoint_s=CHECKPOINT_S,
            publisher=publisher,
            tune=tune,
        )

    def simulation(self, state: Path | None) -> Simulation:
        """A silent engine with a clock that is moved by hand; with a folder, it remembers there.

        Raises ContentError and StorageError.
        """
        from voice_skill.clock import SystemClock
        from voice_skill.simulation import SimulatedClock, Simulation
        from voice_skill.storage.sqlite_store import SqliteStore

        store = SqliteStore(state) if state else None
        clock = SimulatedClock(SystemClock().wall(), state / CLOCK_FILE if state else None)
        return Simulation(self._dialogue(), self.understand, clock, store)

    def loudspeaker(
        self,
        on_trouble: Callable[[str, str], None],
        on_round: Callable[[], None],
        on_idle: Callable[[], None],
    ) -> Loudspeaker:
        """The voice of the settings on the loudspeaker of the settings."""
        from voice_skill.app_audio import open_paced_voice, open_player
        from voice_skill.audio.system_volume import SystemVolume
        from voice_skill.core.routine_words import prompts
        from voice_skill.outlet import Loudspeaker
        from voice_skill.volume import Volume

        audio = self.settings.audio
        volume = Volume(audio.speech_volume_percent / 100, audio.ring_volume_percent / 100)
        player = open_player(self, lambda reason: on_trouble("loudspeaker", reason))
        mixer = SystemVolume(self.paths.state / VOLUME_FILE)
        voice = open_paced_voice(self)
        return Loudspeaker(
            voice,
            player,
            on_trouble,
            on_round,
            on_idle,
            volume,
            mixer,
            prompts(self.knowledge),
            voice.set_rate,
        )

    def _dialogue(self, words_per_minute: float = 0.0) -> Dialogue:
        """Without a pace, speech takes no time, as in a simulation."""
        from voice_skill.core.dialogue import Dialogue

        knowledge = replace(
            self.knowledge, words_per_minute=words_per_minute, introduces=self.introduces
        )
        return Dialogue(knowledge)
