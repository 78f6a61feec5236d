"""The part of `app` that hears and speaks: voice, loudspeaker, microphone and recogniser."""

from __future__ import annotations

import hashlib
import platform
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from voice_skill.app import App
from voice_skill.content import Content
from voice_skill.core.errors import AudioError, ModelError, VoiceSkillError
from voice_skill.ports import (
    Player,
    Recognizer,
    Sound,
    Source,
    StopWordListener,
    Voice,
    WakeSpotter,
)
from voice_skill.resources import models_dir

if TYPE_CHECKING:
    from voice_skill.voices.paced_voice import PacedVoice

MOST_SENTENCES = 30_000
"""For the recogniser's language model; more take longer to compile and hear no better."""

SEED = 1
NO_LOUDSPEAKER = "No loudspeaker: replies are only printed."
NO_MICROPHONE = "No microphone: type instead."
POLL_S = 0.05
VOICE_CACHE = "voice"
RECOGNIZER_CACHE = "recognizer"
STOP_WORDS_MODEL = "stop_words"


@dataclass(frozen=True)
class Hardware:
    """What there is to hear and speak with: one line for people, and what to use."""

    summary: str
    recognizer: Recognizer | None
    """None where nothing can be heard."""


class NoVoice:
    """The Voice port where none is installed: the ring still rings, words are only printed."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    @property
    def name(self) -> str:
        """Why there is none."""
        return f"none. {self._reason.rstrip('.')}"

    def render(self, text: str) -> Sound:
        """Raises AudioError with the reason."""
        raise AudioError(self._reason)

    def close(self) -> None:
        """Nothing to end."""


def open_voice(app: App, rate_wpm: int | None = None) -> Voice:
    """The voice of the settings, at their pace or at this one."""
    from voice_skill.voices.choose import choose_voice

    chosen = app.settings.voice
    folder = app.paths.cache / VOICE_CACHE
    rate_wpm = rate_wpm or chosen.speech_rate_wpm
    voice, why_not = choose_voice(folder, rate_wpm, chosen.name or None)
    return voice or NoVoice(why_not or "No voice works.")


def open_paced_voice(app: App) -> PacedVoice:
    """The voice of the settings, whose pace can be changed while it runs."""
    from voice_skill.voices.paced_voice import PacedVoice

    return PacedVoice(
        lambda rate_wpm: open_voice(app, rate_wpm), app.settings.voice.speech_rate_wpm
    )


def open_player(app: App, on_other: Callable[[str], None]) -> Player:
    """The loudspeaker of the settings, and any other where it fails, of which `on_other` is told.

    Whether there is one shows when it plays.
    """
    from voice_skill.audio.devices import output_devices
    from voice_skill.audio.loudspeakers import Loudspeakers
    from voice_skill.audio.player import DevicePlayer

    return Loudspeakers(
        app.settings.audio.loudspeaker or None,
        DevicePlayer,
        lambda: [device.name for device in output_devices()],
        on_other,
    )


def play_out(player: Player, sound: Sound) -> None:
    """Play it to its end. Raises AudioError where it was not played."""
    player.play(sound)
    over = threading.Event()
    while player.playing():
        over.wait(POLL_S)


def open_microphone(app: App) -> Source:
    """The microphone of the settings; whether there is one shows when it is read."""
    from voice_skill.audio.microphone import Microphone

    return Microphone(app.settings.audio.microphone or None)


def look_around(app: App, voice_name: str) -> Hardware:
    """Takes up to some seconds, and a minute where a language model has to be compiled."""
    from voice_skill.audio.devices import list_devices

    try:
        devices = list_devices()
    except AudioError as error:
        return Hardware(f"No sound: {error} Type instead.", None)
    said = [f"Voice: {voice_name}."]
    heard = any(device.outputs for device in devices)
    chosen = app.settings.audio
    said.append(
        f"Loudspeaker: {chosen.loudspeaker or 'the usual one'}." if heard else NO_LOUDSPEAKER
    )
    if not any(device.inputs for device in devices):
        return Hardware(" ".join([*said, NO_MICROPHONE]), None)
    said.append(f"Microphone: {chosen.microphone or 'the usual one'}.")
    try:
        recognizer, why = open_recognizer(app)
    except VoiceSkillError as error:
        return Hardware(" ".join([*said, str(error), "Type instead."]), None)
    return Hardware(" ".join([*said, why]), recognizer)


def open_recognizer(app: App) -> tuple[Recognizer, str]:
    """The recogniser of the settings, and why this one.

    The first start with new content compiles its language model. Raises ModelError, ContentError.
    """
    from voice_skill.recognizers.choose import Kind, choose_recognizer
    from voice_skill.recognizers.language_model import PHRASES

    engine = cast(Kind, app.settings.recognizer.engine)  # settings know no other
    built = language_model(app)
    model = vosk_model(app)
    if model and engine == "auto" and not has_passed(app, model):
        model = None
    grammar = built / PHRASES if model else None
    return choose_recognizer(engine, model, built, grammar)


@dataclass(frozen=True)
class Listeners:
    """What listens all the time, beside the recogniser; None for what does not work."""

    wake: WakeSpotter | None
    stop_words: StopWordListener | None
    troubles: tuple[str, ...]
    """A sentence for each that does not work."""


def open_listeners(app: App, recognizer: Recognizer) -> Listeners:
    """Waits until they are loaded, which takes seconds."""
    troubles: list[str] = []
    wake: WakeSpotter | None = None
    stop_words: StopWordListener | None = None
    try:
        wake = open_wake_spotter(app, recognizer)
    except ModelError as error:
        troubles.append(str(error))
    try:
        stop_words = open_stop_words()
        stop_words.load()
    except ModelError as error:
        troubles.append(str(error))
        stop_words = None
    return Listeners(wake, stop_words, tuple(troubles))


def open_wake_spotter(app: App, recognizer: Recognizer) -> WakeSpotter | None:
    """For the wake phrase of the settings; None where a button is wanted. Raises ModelError."""
    from voice_skill.recognizers.process_recognizer import (
        ProcessRecognizer,
        pocketsphinx_wake_spotter,
    )

    phrase = app.settings.listening.wake_phrase
    if not phrase:
        return None
    if isinstance(recognizer, ProcessRecognizer) and recognizer.name.startswith("pocketsphinx"):
        spotter = recognizer.wake_spotter(phrase)
    else:
        spotter = pocketsphinx_wake_spotter(phrase)
    spotter.load()
    return spotter


def open_stop_words() -> StopWordListener:
    """The listener for stop words, with the model that ships. It loads in the background.

    Raises ModelError where the installation lacks the model.
    """
    from voice_skill.recognizers.stop_words import VoskStopWords

    return VoskStopWords(models_dir() / STOP_WORDS_MODEL)


def open_vosk(app: App, model: Path) -> Recognizer:
    """Vosk with this model, whether it passed its self-test or not. Raises ModelError."""
    from voice_skill.recognizers.choose import choose_recognizer
    from voice_skill.recognizers.language_model import PHRASES

    return choose_recognizer("vosk", model, None, language_model(app) / PHRASES)[0]


def language_model(app: App) -> Path:
    """The folder with what can be said, compiled once for each content. Raises ModelError."""
    from voice_skill.recognizers.language_model import build

    language = app.content.language
    return build(
        _sentences(app.content),
        language.pronunciations,
        app.paths.cache / RECOGNIZER_CACHE,
        f"{app.content.content_hash} {MOST_SENTENCES} {SEED}",
        speaks_freely=bool(app.content.spoken),
    )


def _sentences(content: Content) -> Iterator[str]:
    """Made only when the first is asked for, which a model that is there already does not do."""
    from voice_skill.understanding.samples import sample_sentences

    yield from sample_sentences(content.language, limit=MOST_SENTENCES, seed=SEED)
    yield from content.spoken


def vosk_model(app: App) -> Path | None:
    """The Vosk model of the settings or the first that is installed, whether it works or not.

    Raises ModelError where the settings name a folder that is none.
    """
    from voice_skill.models import installed_path, list_models

    own = app.settings.recognizer.model_folder
    if own:
        if not Path(own).is_dir():
            raise ModelError(f"The settings name the model folder {own}, which is not there.")
        return Path(own)
    installed = (installed_path(model.name, app.paths.models) for model in list_models())
    return next((folder for folder in installed if folder), None)


def has_passed(app: App, model: Path) -> bool:
    """Whether this model passed its self-test on this machine, and is still the same."""
    try:
        return _mark(app, model).read_text(encoding="utf-8") == _fingerprint(model)
    except OSError:
        return False


def set_passed(app: App, model: Path, passed: bool) -> None:
    """Remember how the self-test went. Raises ModelError where that cannot be written."""
    mark = _mark(app, model)
    try:
        mark.unlink(missing_ok=True)
        if passed:
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.write_text(_fingerprint(model), encoding="utf-8")
    except OSError as error:
        raise ModelError(f"{mark} cannot be written: {error.strerror}.") from error


def _mark(app: App, model: Path) -> Path:
    return app.paths.models / f".{model.name}.passed"


def _fingerprint(model: Path) -> str:
    """Changes with the place, the files and the machine; cheap, since every start asks for it."""
    digest = hashlib.sha256(f"{model.resolve()} {platform.machine()} {platform.node()}".encode())
    for path in sorted(model.rglob("*")):
        found = path.stat()
        digest.update(f"{path.relative_to(model)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
