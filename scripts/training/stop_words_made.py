"""Words that flite and espeak-ng speak: ours in many voices, others near them, and replies."""

from __future__ import annotations

import io
import pickle
import random
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
import soxr
from stop_words_align import Aligner, as_sounds
from stop_words_scenes import RATE_HZ, Clip
from stop_words_units import WORDS

FLITE = ("slt", "rms", "awb", "kal16", "kal")
ESPEAK = (
    "en-us en-gb en-gb-scotland en-gb-x-rp en-us+m1 en-us+m3 en-us+m7 en-gb+m4 en-us+f1 en-us+f2 "
    "en-gb+f3 en-us+f4 en-gb+f5 en-us+klatt2 en-029 en-gb-x-gbclan"
).split()
_OTHERS = Path(__file__).with_name("stop_words_others.txt")
_REPLIES = (
    "Ice, fifteen minutes. Cloth on?",
    "Good. Stay awake until it rings.",
    "The ice is done. Take it off.",
    "Are you awake? The ice is still on.",
    "Fifteen to twenty minutes, three times a day, with a cloth between.",
    "Roll onto your side first, then let your legs hang over the edge.",
    "I will ask again in a minute.",
    "Your heat timer has nine minutes left.",
    "Breathe out slowly and count with me.",
    "That is not in the guide.",
    "The guide says to take it with food, and to ask a pharmacist first.",
    "Keep both knees bent and push up with your arms.",
    "Good morning. It is half past six.",
    "Have you taken the naproxen?",
)
_PAUSE = np.zeros(int(0.15 * RATE_HZ), np.float32)
Made = tuple[dict[str, list[Clip]], list[Clip], list[np.ndarray]]


def made_speech(cache: Path, seed: int = 1) -> Made:
    """Our words by word, other words, and the assistant's own voice. Kept in `cache`."""
    if not cache.exists():
        chance, aligner = random.Random(seed), Aligner()
        ours: dict[str, list[Clip]] = {word: [] for word in WORDS}
        for word in WORDS:
            for samples in _in_all_voices(word, chance):
                found = aligner.align(word, samples.astype(np.float32))
                if found is not None:
                    ours[word].append(Clip(samples.astype(np.float16), as_sounds(found), word))
        others = []
        for word in _other_words():
            for _ in range(2):
                others += [Clip(samples) for samples in _in_two_voices(word, chance)]
        replies = [flite(text, voice, 1.1) for text in _REPLIES for voice in FLITE[:4]]
        replies += [espeak(text, voice, 150, 50) for text in _REPLIES for voice in ESPEAK[:3]]
        cache.write_bytes(pickle.dumps((ours, others, replies)))
    made: Made = pickle.loads(cache.read_bytes())  # written by ourselves
    return made


def _in_all_voices(word: str, chance: random.Random) -> list[np.ndarray]:
    by_flite = [flite(word, voice, stretch) for voice in FLITE for stretch in (0.85, 1.1, 1.4)]
    by_espeak = [
        espeak(word, voice, chance.choice((110, 140, 170)), chance.choice((30, 50, 70)))
        for voice in ESPEAK
    ]
    return by_flite + by_espeak


def _in_two_voices(word: str, chance: random.Random) -> tuple[np.ndarray, np.ndarray]:
    return (
        flite(word, chance.choice(FLITE), chance.choice((0.85, 1.1, 1.3))),
        espeak(word, chance.choice(ESPEAK), chance.choice((110, 140, 170)), 50),
    )


def _other_words() -> list[str]:
    lines = _OTHERS.read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def flite(text: str, voice: str, stretch: float) -> np.ndarray:
    """Samples (n,) between two short pauses; `stretch` times as long as usual."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        slowed = ["--setf", f"duration_stretch={stretch}"]
        command = ["flite", "-voice", voice, *slowed, "-t", text, "-o", file.name]
        subprocess.run(command, check=True, capture_output=True)
        return _padded(*soundfile.read(file.name, dtype="float32"))


def espeak(text: str, voice: str, words_per_minute: int, pitch: int) -> np.ndarray:
    """Samples (n,) between two short pauses."""
    command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-p", str(pitch), "--stdout"]
    spoken = subprocess.run([*command, text], check=True, capture_output=True).stdout
    return _padded(*soundfile.read(io.BytesIO(spoken), dtype="float32"))


def _padded(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    if rate_hz != RATE_HZ:
        samples = soxr.resample(samples, rate_hz, RATE_HZ)
    return np.concatenate([_PAUSE, samples, _PAUSE]).astype(np.float16)
