"""`doctor`: whether everything works here, and what to do where it does not."""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from voice_skill.app import App, meaning_model
from voice_skill.core.errors import AudioError, ContentError, StorageError, VoiceSkillError
from voice_skill.core.routines import Trigger
from voice_skill.paths import Paths
from voice_skill.settings import Settings
from voice_skill.settings_file import load_settings

Check = Callable[[], str]
"""Returns what works, or raises VoiceSkillError or OSError with what to do."""

SENTENCE = "How are you tonight?"


def doctor(args: argparse.Namespace) -> int:
    """Print one line for each part: OK, or MISSING and what to do."""
    missing = 0
    for name, check in _checks(args.intents):
        try:
            print(f"OK       {name}: {check()}", flush=True)
        except (VoiceSkillError, OSError) as error:
            print(f"MISSING  {name}: {error}", flush=True)
            missing += 1
    if missing:
        raise VoiceSkillError(f"{missing} missing: the lines above say what to do.")
    return 0


def _checks(intents: Path | None) -> Iterator[tuple[str, Check]]:
    paths = Paths.of_user()
    settings = Settings()
    try:
        settings = load_settings(paths.settings_file)
    except VoiceSkillError:
        pass  # told by its own line; everything else is checked with the usual ones
    app = App(settings, paths, intents)
    yield "python", platform.python_version
    yield "settings", lambda: _settings(paths)
    yield "content", lambda: _content(app)
    yield "routines", lambda: _routines(app)
    yield "triggers", lambda: _triggers(app)
    yield "meaning", _meaning
    yield "state", lambda: _state(app)
    yield "state lasts", lambda: _lasting(paths)
    yield "clock", _clock
    yield "service", lambda: _service(settings)
    yield "engine", lambda: _engine(app)
    yield "espeak-ng", _espeak
    yield "voice", lambda: _voice(app)
    yield "libportaudio", _portaudio
    yield "microphone", lambda: _device("microphone", settings.audio.microphone)
    yield "loudspeaker", lambda: _loudspeaker(settings.audio.loudspeaker)
    yield "recogniser", lambda: _recogniser(app)
    yield "model", lambda: _model(app)
    yield "stop words", _stop_words


def _settings(paths: Paths) -> str:
    load_settings(paths.settings_file)
    there = paths.settings_file.exists()
    return str(paths.settings_file) if there else f"the usual ones; {paths.settings_file} is free"


def _content(app: App) -> str:
    guide = app.content.knowledge.guide
    answers = sum(len(step.units) for step in guide.steps)
    app.understand("stop")
    return f"{answers} answers in {len(guide.steps)} steps"


def _routines(app: App) -> str:
    content = app.content
    if content.troubles:
        raise ContentError(" ".join(content.troubles))
    own = len(content.own_routines)
    count = len(content.knowledge.routines)
    return f"{count}, {own} of them your own; those lie in {app.paths.routines}"


def _triggers(app: App) -> str:
    """Nothing is called: a person is asked for help only in earnest."""
    from voice_skill.triggers import TriggerError

    calls, good, bad = app.calls(), [], []
    for name, call in calls.items():
        try:
            good.append(f"{name} ({call.check()})")
        except TriggerError as error:
            bad.append(f"The trigger {name} {error}.")
    wanted = {
        node.step.name
        for routine in app.content.knowledge.routines.values()
        for node in routine.nodes
        if isinstance(node.step, Trigger)
    }
    bad += [
        f"A routine calls {name}, which is not in the settings: add [triggers.{name}] there."
        for name in sorted(wanted - calls.keys())
    ]
    if bad:
        raise VoiceSkillError(" ".join(bad))
    return f"calls out to {', '.join(good)} only" if good else "none, so it calls nobody"


def _meaning() -> str:
    model = meaning_model()
    model.classify(SENTENCE)
    return f"knows {len(model.labels)} kinds of things to say"


def _state(app: App) -> str:
    folder = app.paths.state
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
            file.flush()
    except OSError as error:
        raise StorageError(
            f"Timers cannot be kept in {folder} ({error.strerror}): make it writable, with room."
        ) from error
    return f"timers are kept in {folder}"


def _lasting(paths: Paths) -> str:
    from voice_skill.machine import check_kept, mounts

    return check_kept(paths.state.resolve(), mounts(Path("/proc/self/mountinfo").read_text()))


def _clock() -> str:
    from voice_skill.clock import SystemClock
    from voice_skill.machine import check_clock

    return check_clock(SystemClock().synced())


def _service(settings: Settings) -> str:
    from voice_skill.drop_in import drop_in, hosts, is_number
    from voice_skill.installed import Manager, check_service

    triggers = settings.triggers
    names = [host for host in hosts(triggers) if not is_number(host)]
    return check_service(Manager(Path.home()), lambda kind: drop_in(triggers, kind), names)


def _engine(app: App) -> str:
    client = replace(app, intents=None).client()
    if client is None:
        return "none is running; start one with `voice-skill run`"
    with client:
        status = client.status()
    trouble = " ".join(status["trouble"].values())
    if trouble:
        raise VoiceSkillError(f"The one that is running has trouble: {trouble}")
    return f"one is running, process {status['pid']}"


def _espeak() -> str:
    if shutil.which("espeak-ng") is None:
        raise AudioError("The voice espeak-ng is not installed: run scripts/setup.")
    shown = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, timeout=10)
    return shown.stdout.partition("  Data")[0].strip()


def _voice(app: App) -> str:
    from voice_skill.app_audio import open_voice

    with tempfile.TemporaryDirectory() as empty:
        # Without its cache, since what was kept says nothing about the voice of today.
        fresh = replace(app, paths=replace(app.paths, cache=Path(empty)))
        with closing(open_voice(fresh)) as voice:
            sound = voice.render(SENTENCE)
            if not any(sound.pcm):
                raise AudioError(f"The voice {voice.name} gives only silence: install it again.")
            return f"{voice.name}, {sound.seconds:.1f} s for {SENTENCE!r}"


def _portaudio() -> str:
    from voice_skill.audio.devices import list_devices

    return f"{len(list_devices())} devices"


def _device(what: str, wanted: str) -> str:
    from voice_skill.audio.devices import input_devices, output_devices

    names = [d.name for d in (input_devices() if what == "microphone" else output_devices())]
    if not names:
        raise AudioError(f"There is no {what}: plug one in.")
    fitting = [name for name in names if wanted.lower() in name.lower()]
    if not fitting:
        raise AudioError(
            f'There is no {what} named "{wanted}" as in the settings; there is: {", ".join(names)}.'
        )
    return fitting[0] if wanted else f"the usual one of {', '.join(names)}"


def _loudspeaker(wanted: str) -> str:
    from voice_skill.app_audio import play_out
    from voice_skill.audio.player import DevicePlayer
    from voice_skill.outlet import SILENCE

    found = _device("loudspeaker", wanted)
    with closing(DevicePlayer(wanted or None)) as player:
        play_out(player, SILENCE)  # somebody may be asleep
    return f"{found}; it takes sound"


def _recogniser(app: App) -> str:
    from voice_skill.app_audio import language_model, open_recognizer
    from voice_skill.recognizers.language_model import missing_words

    recognizer, why = open_recognizer(app)
    with closing(recognizer):
        heard = recognizer.transcribe(bytes(32_000))
    deaf = len(missing_words(language_model(app)))
    said = f"{why} A second of silence took {heard.decode_s:.2f} s."
    return f"{said} It has no pronunciation for {deaf} rare words." if deaf else said


def _model(app: App) -> str:
    from voice_skill.app_audio import has_passed, vosk_model

    model = vosk_model(app)
    if model is None:
        return "no Vosk model; `voice-skill models list` shows one that hears better"
    if not has_passed(app, model):
        raise VoiceSkillError(f"{model.name} was not tested here: run `voice-skill models verify`.")
    return f"{model.name} has passed its test here"


def _stop_words() -> str:
    from voice_skill.app_audio import open_stop_words

    with closing(open_stop_words()) as listener:
        listener.hear(bytes(32_000))
        return f"{listener.name} listens for stop, yes, no and the like"
