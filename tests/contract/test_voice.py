"""What every voice has to do, fake or real; and what the cache around one adds."""

from __future__ import annotations

import array
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import FakeVoice
from voice_skill.core.errors import AudioError
from voice_skill.ports import Voice
from voice_skill.voices import choose
from voice_skill.voices.cached_voice import CachedVoice
from voice_skill.voices.choose import FirstWorkingVoice, choose_voice
from voice_skill.voices.espeak_voice import EspeakVoice
from voice_skill.voices.paced_voice import PacedVoice
from voice_skill.voices.pyttsx3_voice import Pyttsx3Voice

SENTENCE = "Fifteen to twenty minutes, three times a day."
needs_espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed: scripts/setup"
)


@pytest.fixture(
    params=[
        "fake",
        "cached",
        pytest.param("pyttsx3", marks=needs_espeak),
        pytest.param("espeak", marks=needs_espeak),
        pytest.param("chosen", marks=needs_espeak),
    ]
)
def voice(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Voice]:
    match request.param:
        case "fake":
            voice: Voice = FakeVoice()
        case "cached":
            voice = CachedVoice(FakeVoice(), tmp_path)
        case "pyttsx3":
            voice = Pyttsx3Voice(150)
        case "espeak":
            voice = EspeakVoice(150)
        case _:
            chosen, reason = choose_voice(tmp_path)
            assert chosen is not None and reason is None
            voice = chosen
    yield voice
    voice.close()


def test_a_sentence_has_a_sensible_length_and_level(voice: Voice) -> None:
    sound = voice.render(SENTENCE)

    assert 1.5 < sound.seconds < 6
    assert 8_000 <= sound.rate_hz <= 48_000
    assert len(sound.pcm) % 2 == 0
    assert max(abs(sample) for sample in array.array("h", sound.pcm)) > 2_000


def test_more_words_take_longer(voice: Voice) -> None:
    assert voice.render(SENTENCE * 3).seconds > 2 * voice.render(SENTENCE).seconds


def test_one_text_after_another_each_gets_its_own_sound(voice: Voice) -> None:
    lengths = [voice.render(text).seconds for text in ("Stop.", SENTENCE, "Stop.", SENTENCE)]

    assert lengths[0] == pytest.approx(lengths[2], abs=0.05)
    assert lengths[1] == pytest.approx(lengths[3], abs=0.05)
    assert lengths[0] < lengths[1] / 2


@pytest.mark.parametrize("text", ["", "   ", "...", "—"])
def test_nothing_to_say_is_an_empty_sound(voice: Voice, text: str) -> None:
    assert voice.render(text).pcm == b""


@pytest.mark.parametrize(
    "text", ["--help", "-v de", "[[h@'loU]] hello", "café & <b>bold</b>", "a\nb", "1/2 \0 \\ \"'"]
)
def test_odd_text_is_spoken_all_the_same(voice: Voice, text: str) -> None:
    assert voice.render(text).seconds > 0.1


def test_has_a_name_and_closes_twice(voice: Voice) -> None:
    assert voice.name
    voice.close()
    voice.close()


@needs_espeak
def test_the_speed_is_followed() -> None:
    for kind in (Pyttsx3Voice, EspeakVoice):
        slow, fast = kind(100), kind(250)
        assert slow.render(SENTENCE).seconds > 1.5 * fast.render(SENTENCE).seconds
        slow.close()
        fast.close()


@needs_espeak
def test_both_engines_speak_alike() -> None:
    voice = Pyttsx3Voice(150)
    assert voice.render(SENTENCE).seconds == pytest.approx(
        EspeakVoice(150).render(SENTENCE).seconds, rel=0.1
    )
    voice.close()


@needs_espeak
def test_an_unknown_voice_name_is_an_error_or_the_usual_voice() -> None:
    with pytest.raises(AudioError, match='"nonsense"'):
        EspeakVoice(150, "nonsense").render("hello")
    voice = Pyttsx3Voice(150, "nonsense")
    assert voice.render("hello").seconds > 0.1
    voice.close()


def test_a_missing_program_is_one_clear_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(AudioError, match="not installed; run scripts/setup.$"):
        EspeakVoice(150).render("hello")


def test_where_there_is_no_voice_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(choose, "_LIBRARY", "libthere-is-none.so")

    voice, reason = choose_voice(tmp_path)

    assert voice is None
    assert reason == "No voice is installed, so replies are only written: run scripts/setup."


def test_a_broken_voice_is_passed_over() -> None:
    broken, working = FakeVoice(broken=True), FakeVoice()
    voice = FirstWorkingVoice([broken, working])

    assert voice.render("hello").pcm
    broken.broken = False
    voice.render("again")

    assert working.rendered == ["hello", "again"]


def test_the_last_voice_tells_why_it_is_silent() -> None:
    voice = FirstWorkingVoice([FakeVoice(broken=True), FakeVoice(broken=True)])

    for _ in range(2):
        with pytest.raises(AudioError):
            voice.render("hello")


def test_the_cache_speaks_once_and_for_all(tmp_path: Path) -> None:
    inner = FakeVoice()
    first = CachedVoice(inner, tmp_path).render(SENTENCE)
    inner.broken = True

    assert CachedVoice(inner, tmp_path).render(SENTENCE) == first
    with pytest.raises(AudioError):
        CachedVoice(inner, tmp_path).render("something new")


def test_another_voice_is_another_sound(tmp_path: Path) -> None:
    class OtherVoice(FakeVoice):
        name = "other voice"

    other = OtherVoice()
    CachedVoice(FakeVoice(), tmp_path).render(SENTENCE)
    CachedVoice(other, tmp_path).render(SENTENCE)

    assert other.rendered == [SENTENCE]


def test_what_is_kept_is_a_wav_file_for_anyone(tmp_path: Path) -> None:
    sound = CachedVoice(FakeVoice(), tmp_path).render(SENTENCE)

    (path,) = tmp_path.iterdir()
    with wave.open(str(path)) as recording:
        assert recording.readframes(recording.getnframes()) == sound.pcm


@pytest.mark.parametrize("damage", ["cut", "flipped", "zeros", "empty", "text"])
def test_a_damaged_file_is_spoken_again(tmp_path: Path, damage: str) -> None:
    inner = FakeVoice()
    voice = CachedVoice(inner, tmp_path)
    sound = voice.render(SENTENCE)
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(
        {
            "cut": whole[:middle],
            "flipped": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            "zeros": bytes(len(whole)),
            "empty": b"",
            "text": b"not a recording",
        }[damage]
    )

    assert voice.render(SENTENCE) == sound
    assert len(inner.rendered) == 2
    assert path.read_bytes() == whole


def test_the_cache_stays_within_its_limit_and_keeps_what_is_used(tmp_path: Path) -> None:
    inner = FakeVoice()
    voice = CachedVoice(inner, tmp_path, limit_bytes=200_000)
    voice.render("often")
    for number in range(40):
        voice.render(f"seldom {number}")
        voice.render("often")

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 200_000
    assert len(list(tmp_path.iterdir())) > 5
    assert inner.rendered.count("often") == 1


def test_a_sound_larger_than_the_cache_is_only_spoken(tmp_path: Path) -> None:
    assert CachedVoice(FakeVoice(), tmp_path, limit_bytes=1_000).render(SENTENCE).pcm
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_costs_no_reply(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    assert CachedVoice(FakeVoice(), blocked / "cache").render(SENTENCE).pcm


def test_a_paced_voice_changes_its_pace_with_the_next_text() -> None:
    opened: list[int] = []

    def open_at(rate_wpm: int) -> FakeVoice:
        opened.append(rate_wpm)
        return FakeVoice()

    voice = PacedVoice(open_at, 150)
    voice.set_rate(100)
    voice.set_rate(120)
    assert opened == [150], "nothing is made before somebody speaks"
    assert voice.render("good night").pcm
    voice.render("good night")
    assert opened == [150, 120]
    voice.close()
    voice.close()
