"""Calls out by the names in the settings: an HTTP POST, or a program, in a thread of its own.

Address, body, program and arguments come from the settings as they are: nothing that was said gets
into them. urllib of the standard library does it: one fixed request needs no further package.
"""

from __future__ import annotations

import http.client
import logging
import os
import signal
import ssl
import stat
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

MOST_AT_ONCE = 8
"""Of calls that hang; further ones are refused."""

_MOST_ANSWERED = 65_536
_log = logging.getLogger(__name__)


class TriggerError(Exception):
    """Why a call failed, as the end of a sentence that may be spoken."""


@dataclass(frozen=True)
class HttpCall:
    """One fixed POST."""

    url: str
    body: str = ""
    secret_file: str = ""
    """Its content is sent as a bearer token; only its owner may read it."""
    timeout_s: float = 10.0

    def check(self) -> str:
        """Where it goes, without going there. Raises TriggerError."""
        if self.secret_file:
            read_secret(Path(self.secret_file))
        return urllib.parse.urlsplit(self.url).netloc

    def perform(self) -> None:
        """Raises TriggerError."""
        request = urllib.request.Request(self.url, self.body.encode(), method="POST")
        request.add_header("Content-Type", "application/json")
        if self.secret_file:
            request.add_header("Authorization", f"Bearer {read_secret(Path(self.secret_file))}")
        # No proxy of the environment, and nowhere else than to this address.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
        try:
            with opener.open(request, timeout=self.timeout_s) as answer:
                answer.read(_MOST_ANSWERED)
        except urllib.error.HTTPError as error:
            raise TriggerError(f"answered with error {error.code}") from error
        except TimeoutError as error:
            raise TriggerError("did not answer in time") from error
        except urllib.error.URLError as error:
            raise TriggerError(_unreached(error.reason)) from error
        except (OSError, http.client.HTTPException) as error:
            raise TriggerError("broke off") from error


@dataclass(frozen=True)
class ProgramCall:
    """One program with fixed arguments, without a shell."""

    program: tuple[str, ...]
    timeout_s: float = 10.0

    def check(self) -> str:
        """What it would start, without starting it. Raises TriggerError."""
        if not os.access(self.program[0], os.X_OK) or os.path.isdir(self.program[0]):
            raise TriggerError(f"cannot be started: {self.program[0]} is no program")
        return self.program[0]

    def perform(self) -> None:
        """Raises TriggerError. What hangs is killed with all that it started."""
        try:
            process = subprocess.Popen(
                self.program,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"},
                start_new_session=True,
            )
        except OSError as error:
            raise TriggerError(f"cannot be started: {error.strerror}") from error
        try:
            code = process.wait(self.timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise TriggerError("did not end in time") from None
        if code:
            raise TriggerError(f"failed with code {code}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def _unreached(reason: object) -> str:
    if isinstance(reason, TimeoutError):
        return "did not answer in time"
    if isinstance(reason, ssl.SSLError):
        return "has a certificate that is not trusted"
    return "cannot be reached"


def read_secret(path: Path) -> str:
    """The first line of a file that only its owner may read. Raises TriggerError."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise TriggerError(f"has a secret that others may read: chmod 600 {path.name}")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TriggerError("has a secret that cannot be read") from error
    if not lines or not lines[0].isascii() or not lines[0].isprintable():
        raise TriggerError("has a secret that is empty or no plain text")
    return lines[0].strip()


class Triggers:
    """The Publisher port: each call at once returns, and a failure is told once."""

    def __init__(
        self, calls: Mapping[str, HttpCall | ProgramCall], on_failure: Callable[[str], None]
    ) -> None:
        """`on_failure` gets one sentence, from another thread."""
        self._calls = dict(calls)
        self._on_failure = on_failure
        self._free = threading.Semaphore(MOST_AT_ONCE)

    def call(self, name: str) -> None:
        """Start the call of this name."""
        call = self._calls.get(name)
        if call is None:
            self._fail(name, "is not in the settings")
        elif not self._free.acquire(blocking=False):
            self._fail(name, "is not called: too many others hang")
        else:
            threading.Thread(target=self._within, args=(name, call), daemon=True).start()

    def _within(self, name: str, call: HttpCall | ProgramCall) -> None:
        """A server that sends a byte now and then must not take for ever either."""
        told: list[str | None] = []
        worker = threading.Thread(target=self._perform, args=(call, told), daemon=True)
        worker.start()
        worker.join(call.timeout_s + 1.0)
        problem = told[0] if told else "did not answer in time"
        if problem:
            self._fail(name, problem)

    def _perform(self, call: HttpCall | ProgramCall, told: list[str | None]) -> None:
        try:
            call.perform()
            told.append(None)
        except TriggerError as error:
            told.append(str(error))
        except Exception:
            _log.exception("a trigger went wrong")
            told.append("went wrong: see the log")
        finally:
            self._free.release()

    def _fail(self, name: str, problem: str) -> None:
        sentence = f"The trigger {name.replace('_', ' ')} {problem}."
        _log.warning("%s", sentence)
        self._on_failure(sentence)
