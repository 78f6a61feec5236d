"""Push-to-talk as a person does it: a terminal, a real microphone and a real loudspeaker."""

from __future__ import annotations

import os

from tests.audio.conftest import SoundServer, wait_until
from tests.processes import CHECKOUT, OnTerminal

RECORDING = CHECKOUT / "models" / "self_test" / "set_an_ice_timer_for_fifteen_minutes.wav"


def test_a_spoken_order_is_understood_and_answered_aloud(sound_server: SoundServer) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with OnTerminal(environment, "run") as running:
        running.until("> ")
        running.until("Listening with PocketSphinx")
        running.type("\n")
        running.until("Listening. Enter")
        with sound_server.listen() as loudspeaker:
            sound_server.speak(RECORDING)
            running.type("\n")
            running.until("I heard: set an ice timer for fifteen minutes")
            running.until("Ice, fifteen minutes.")
            wait_until(lambda: sum(loudspeaker.loud()) > 50, 10)
