"""What `ask` and `hear` use to talk to the engine that is running already."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from voice_skill.core.errors import VoiceSkillError
from voice_skill.local_socket import connect

ANSWER_S = 30.0
"""An engine that has just been started may still be loading its models."""

SILENT = "The running voice-skill does not answer: restart it."


class Client:
    """One connection; use it in a `with` statement."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._received = b""

    @classmethod
    def connect(cls, runtime: Path, timeout_s: float = ANSWER_S) -> Client | None:
        """A client of the running engine, or None where none runs. Raises VoiceSkillError."""
        connection = connect(runtime, timeout_s)
        return cls(connection) if connection else None

    def ask(self, text: str, certainty: float | None = None) -> dict[str, Any]:
        """The contract line for one utterance. Raises VoiceSkillError.

        `certainty` is how sure a recogniser is of it, 0 to 1; None where it was typed.
        """
        body: dict[str, Any] = {"text": text}
        return self._request(body if certainty is None else {**body, "certainty": certainty})

    def status(self) -> dict[str, Any]:
        """What the engine is doing. Raises VoiceSkillError."""
        return self._request({"op": "status"})

    def watch(self) -> Iterator[dict[str, Any]]:
        """What is said and rung from now on, until the engine ends. Raises VoiceSkillError.

        First comes `{"watching": true}`, with the ring that is going on, if any.
        """
        yield self._request({"op": "watch"})
        self._connection.settimeout(None)
        while (line := self._line()) is not None:
            yield line

    def close(self) -> None:
        """Hang up. May be called more than once."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _request(self, body: dict[str, Any]) -> dict[str, Any]:
        try:
            self._connection.sendall(json.dumps(body).encode() + b"\n")
        except OSError as error:
            raise VoiceSkillError(SILENT) from error
        answer = self._line()
        if answer is None:
            raise VoiceSkillError("voice-skill ended before it answered: start it again.")
        if "error" in answer:
            raise VoiceSkillError(str(answer["error"]))
        return answer

    def _line(self) -> dict[str, Any] | None:
        while b"\n" not in self._received:
            try:
                data = self._connection.recv(65536)
            except ConnectionResetError:
                return None
            except OSError as error:
                raise VoiceSkillError(SILENT) from error
            if not data:
                return None
            self._received += data
        line, _, self._received = self._received.partition(b"\n")
        try:
            body = json.loads(line)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise VoiceSkillError(SILENT)
        return body
