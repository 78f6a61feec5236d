"""Hands-free as a person has it: a real process, a real microphone, a real loudspeaker."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.audio.conftest import SoundServer
from tests.processes import CHECKOUT, OnTerminal


class Bedroom:
    """The product beside a bed in which somebody speaks with one of flite's voices."""

    def __init__(self, server: SoundServer, folder: Path, running: OnTerminal) -> None:
        self.server = server
        self.running = running
        self._folder = folder

    def say(self, text: str, voice: str = "slt") -> None:
        """Aloud in the room; returns at its end."""
        file = self._folder / f"{voice}-{text}.wav"
        if not file.exists():
            subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(file)], check=True)
        self.server.speak(file)


@pytest.fixture
def bedroom(sound_server: SoundServer, tmp_path: Path) -> Iterator[Bedroom]:
    """It runs and listens."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with sound_server.murmur(), OnTerminal(environment, "run") as running:
        running.until("Enter works as well.")
        yield Bedroom(sound_server, tmp_path, running)


def test_it_wakes_and_answers(bedroom: Bedroom) -> None:
    bedroom.say("computer")
    bedroom.running.until("Listening.")
    bedroom.say("how long should i keep the ice on")
    print(bedroom.running.until("Fifteen to twenty minutes"))


def test_one_breath_is_enough(bedroom: Bedroom) -> None:
    bedroom.say("computer start the ice for ten minutes", "rms")
    print(bedroom.running.until("Ice, ten minutes."))
