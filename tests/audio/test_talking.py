"""Push-to-talk as a person does it: a terminal, a real microphone and a real loudspeaker."""

from __future__ import annotations

import os

from tests.audio.conftest import Listener, SoundServer, wait_until
from tests.processes import CHECKOUT, OnTerminal

RECORDING = CHECKOUT / "models" / "self_test" / "set_an_ice_timer_for_fifteen_minutes.wav"


def test_a_spoken_order_is_understood_and_answered_aloud(sound_server: SoundServer) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with OnTerminal(environment, "run") as running:
        running.until("> ")
        running.until("Enter works as well.")
        running.type("\n")
        running.until("Listening.")
        with sound_server.listen() as loudspeaker:
            sound_server.speak(RECORDING)
            running.type("\n")
            running.until("I heard: set an ice timer for fifteen minutes")
            running.until("Ice, fifteen minutes.")
            wait_until(lambda: sum(loudspeaker.loud()) > 50, 10)


def test_a_timer_rings_in_short_sounds_with_gaps_until_it_is_stopped(
    sound_server: SoundServer,
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with OnTerminal(environment, "run") as running:
        running.until("> ")
        with sound_server.listen() as loudspeaker:
            running.type("start a shower timer for six seconds\n")
            running.until("shower is done")
            rung_s = loudspeaker.heard_s()
            wait_until(lambda: len(after(loudspeaker, rung_s)) >= 4, 30)
            running.type("stop\n")
            running.until("All right.")
            burst, words, again = after(loudspeaker, rung_s)[:3]
    print("late", burst[0] - rung_s, "sounds", burst, words, again)
    assert burst[0] - rung_s < 0.5
    assert burst[1] - burst[0] <= 1.5 and again[1] - again[0] <= 1.5
    assert words[0] - burst[1] >= 2.0 and again[0] - words[1] >= 2.0


def after(loudspeaker: Listener, from_s: float) -> list[tuple[float, float]]:
    """What began to sound since then."""
    return [sound for sound in loudspeaker.sounds() if sound[0] >= from_s - 0.05]
