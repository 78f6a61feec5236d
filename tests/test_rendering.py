"""What has to come on the second is made before it is needed."""

from __future__ import annotations

import threading

from tests.fakes import FakeVoice
from voice_skill.core.errors import AudioError
from voice_skill.ports import Sound
from voice_skill.rendering import Rendering

PATIENT_S = 5.0


class SlowVoice(FakeVoice):
    """Takes its time with each text until it is allowed on."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.go_on = threading.Semaphore(0), threading.Semaphore(0)
        self.done = threading.Semaphore(0)

    def render(self, text: str) -> Sound:
        self.begun.release()
        assert self.go_on.acquire(timeout=PATIENT_S)
        sound = super().render(text)
        self.done.release()
        return sound


def test_prompts_are_made_while_nothing_is_wanted() -> None:
    voice = SlowVoice()
    rendering = Rendering(voice, threading.Condition(), ["One.", "Two."])
    for _ in range(2):
        assert voice.begun.acquire(timeout=PATIENT_S)
        voice.go_on.release()
        assert voice.done.acquire(timeout=PATIENT_S)
    rendering.close()
    assert voice.rendered == ["One.", "Two."]


def test_what_somebody_waits_for_comes_before_the_next_prompt() -> None:
    voice, made = SlowVoice(), threading.Event()
    rendering = Rendering(voice, threading.Condition(), ["One.", "Two.", "Three."])
    assert voice.begun.acquire(timeout=PATIENT_S)

    def want() -> None:
        assert rendering.of("Now.", PATIENT_S, lambda: False)
        made.set()

    waiting = threading.Thread(target=want)
    waiting.start()
    while rendering._wanted is None:
        threading.Event().wait(0.01)
    for _ in range(4):
        voice.go_on.release()
    assert made.wait(PATIENT_S)
    waiting.join()
    rendering.close()
    assert voice.rendered[:2] == ["One.", "Now."]


def test_a_voice_that_fails_is_not_asked_for_more_prompts() -> None:
    voice = FakeVoice(broken=True)
    rendering = Rendering(voice, threading.Condition(), ["One.", "Two."])
    try:
        rendering.of("Now.", PATIENT_S, lambda: False)
    except AudioError as error:
        assert "broken" in str(error)
    rendering.close()
    assert rendering._prompts == []
