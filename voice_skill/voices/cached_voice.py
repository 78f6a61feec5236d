"""A voice that remembers what it said: prompts come at once, even when the voice is broken."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import struct
import tempfile
import wave
import zlib
from contextlib import suppress
from pathlib import Path

from voice_skill.ports import Sound, Voice

LIMIT_BYTES = 64 * 1024 * 1024
_MARK = struct.Struct("<4sII")
_MARK_NAME = b"crc "
_log = logging.getLogger(__name__)


class CachedVoice:
    """Keeps each rendered text as a WAV file, the least recently used leaving first.

    The key is the text and the voice's name, which tells its speed. A cache that cannot be read or
    written costs time, never a reply.
    """

    def __init__(self, voice: Voice, cache_dir: Path, limit_bytes: int = LIMIT_BYTES) -> None:
        self._voice = voice
        self._cache_dir = cache_dir
        self._limit_bytes = limit_bytes

    @property
    def name(self) -> str:
        """The name of the voice within."""
        return self._voice.name

    def render(self, text: str) -> Sound:
        """From the cache, or else spoken into memory. Raises AudioError where no voice works."""
        key = hashlib.sha256(f"{self.name}\0{text}".encode()).hexdigest()
        path = self._cache_dir / f"{key[:32]}.wav"
        sound = _read(path)
        if sound is None:
            sound = self._voice.render(text)
            try:
                self._keep(path, _as_file(sound))
            except OSError as error:
                _log.warning("speech cannot be kept in %s: %s", self._cache_dir, error.strerror)
        return sound

    def close(self) -> None:
        """Close the voice within. May be called more than once."""
        self._voice.close()

    def _keep(self, path: Path, content: bytes) -> None:
        if len(content) > self._limit_bytes:
            return
        self._cache_dir.mkdir(parents=True, exist_ok=True)
        self._make_room(len(content))
        handle, draft = tempfile.mkstemp(dir=self._cache_dir, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(draft, path)
        except OSError:
            with suppress(OSError):
                os.unlink(draft)
            raise

    def _make_room(self, wanted_bytes: int) -> None:
        entries = []
        for entry in os.scandir(self._cache_dir):
            # Another process may just have removed it.
            with suppress(FileNotFoundError):
                if entry.name.endswith((".wav", ".part")):
                    entries.append((entry.stat().st_mtime_ns, entry.stat().st_size, entry.path))
        used_bytes = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if used_bytes + wanted_bytes <= self._limit_bytes:
                break
            with suppress(FileNotFoundError):
                os.unlink(path)
            used_bytes -= size


def _as_file(sound: Sound) -> bytes:
    """A WAV file with a chunk after the sound that holds its checksum; players skip it."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(sound.rate_hz)
        recording.writeframes(sound.pcm)
    content = bytearray(buffer.getvalue() + _mark(sound))
    struct.pack_into("<I", content, 4, len(content) - 8)
    return bytes(content)


def _mark(sound: Sound) -> bytes:
    return _MARK.pack(_MARK_NAME, 4, zlib.crc32(sound.pcm + sound.rate_hz.to_bytes(4, "little")))


def _read(path: Path) -> Sound | None:
    """What was kept, or None where there is nothing or it is damaged."""
    try:
        content = path.read_bytes()
        with wave.open(io.BytesIO(content)) as recording:
            sound = Sound(recording.readframes(recording.getnframes()), recording.getframerate())
    except (OSError, wave.Error, EOFError):
        return None
    if content[-_MARK.size :] != _mark(sound):
        return None
    with suppress(OSError):
        os.utime(path)
    return sound
