"""`serve`: the assistant as a service; whatever fails, what is due rings."""

from __future__ import annotations

import argparse
import logging
import math
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from voice_skill.app import App
from voice_skill.clock import SystemClock
from voice_skill.commands.run import Session
from voice_skill.core.errors import VoiceSkillError
from voice_skill.early_ends import SETTLED_S, EarlyEnds
from voice_skill.host import Host
from voice_skill.paths import Paths
from voice_skill.plain import PlainApp
from voice_skill.service_notice import ServiceNotice
from voice_skill.terminal import Log

PLAIN_S = 600.0
"""How long it only rings before everything is tried again."""

LATE_S = 5.0
"""A deadline that is overdue for so long shows that the loop does not get to it."""

ENDED_EARLY = "It ended early several times in a row."
ONLY_RINGS = "I only ring now, since the full start fails: {reason} Run `voice-skill doctor`."
WAITS = "Another voice-skill is running for this user; I take over when it ends."
LOOK_AGAIN_S = 2.0

CLOCK = SystemClock()
"""Deadlines are in its seconds, which go on while the machine is suspended."""

_log = logging.getLogger(__name__)


def serve(args: argparse.Namespace) -> int:
    """Run until a signal ends it; where the full start fails, count and ring all the same."""
    os.umask(0o077)
    paths, notice = Paths.of_user(), ServiceNotice()
    ends = EarlyEnds(paths.runtime)
    signal.signal(signal.SIGTERM, _asked_to_end)
    try:
        reason = ENDED_EARLY if ends.too_many else _full(args, ends, notice)
        if reason:
            _only_ring(paths, ends, notice, reason)
    except _AskedToEnd:
        pass  # while it started; the loop takes signals by itself
    notice.stopping()
    return 0


class _AskedToEnd(BaseException):
    """A signal came before the loop began or after it ended."""


def _asked_to_end(*_: object) -> None:
    raise _AskedToEnd


def _only_ring(paths: Paths, ends: EarlyEnds, notice: ServiceNotice, reason: str) -> None:
    status = ONLY_RINGS.format(reason=reason)
    _note(status)
    try:
        with Host(PlainApp.of(paths), Log(sys.stderr, transcripts=False)) as host:
            _Service(host, notice, status).run_for(PLAIN_S)
    finally:
        ends.try_once_more()


def _full(args: argparse.Namespace, ends: EarlyEnds, notice: ServiceNotice) -> str | None:
    """Everything; returns why it could not be, or None when it was ended by a signal."""
    ends.begin()
    try:
        app = replace(App.of_user(args.intents), introduces=True)
        transcripts = app.settings.service.log_transcripts
        with _host(app, Log(sys.stderr, transcripts), notice) as host:
            _Full(app, host, notice, ends).run()
    except VoiceSkillError as error:
        return str(error)
    except Exception as error:
        _log.exception("the service went wrong")
        return f"{type(error).__name__}: {error}."
    except _AskedToEnd:
        ends.settle()
        raise
    ends.settle()
    return None


def _host(app: App, log: Log, notice: ServiceNotice) -> Host:
    """An engine that was not entered yet; waits where somebody runs one at a terminal."""
    told = False
    while (client := app.client()) is not None:
        client.close()
        if not told:
            told = True
            _note(WAITS)
            notice.ready(WAITS)
        notice.alive()
        time.sleep(LOOK_AGAIN_S)
    return Host(app, log)


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Feeding:
    """Tells the manager that nothing stands still, as long as that is so."""

    def __init__(
        self, host: Host, notice: ServiceNotice, now_s: Callable[[], float] = CLOCK.monotonic_s
    ) -> None:
        self._host = host
        self._notice = notice
        self._now_s = now_s
        self._told = ""
        self._fed_s = -1e9

    def feed(self) -> None:
        """After every step of the loop: it advances, and what is due is not overdue."""
        now_s = self._now_s()
        pause_s = (self._notice.watchdog_s or 60.0) / 4
        if now_s - self._fed_s < pause_s:
            return
        deadline_s = self._host.engine.next_deadline_s()
        if self._host.health.silent() or (deadline_s is not None and now_s - deadline_s > LATE_S):
            return
        self._fed_s = now_s
        self._notice.alive()
        if self._host.health.status != self._told:
            self._told = self._host.health.status
            self._notice.status(self._told)


class _Full(Session):
    """A `run` that nobody types to, and that ends only by a signal."""

    def __init__(self, app: App, host: Host, notice: ServiceNotice, ends: EarlyEnds) -> None:
        super().__init__(app, host)
        self._feeding = Feeding(host, notice)
        self._notice = notice
        self._ends = ends
        self._settled_s: float | None = time.monotonic() + SETTLED_S

    def _begin(self) -> None:
        self._notice.ready("Counting and answering.")

    def _over(self) -> bool:
        self._feeding.feed()
        if self._settled_s and time.monotonic() > self._settled_s:
            self._settled_s = None
            self._ends.settle()
        return False


class _Service:
    """Only what is due: it rings, and answers a few typed words."""

    def __init__(self, host: Host, notice: ServiceNotice, status: str) -> None:
        self._host = host
        self._feeding = Feeding(host, notice)
        # Else the next report that all is well would hide it from `systemctl status` and `doctor`.
        host.health.expect("full start", within_s=math.inf)(status)
        notice.ready(status)

    def run_for(self, length_s: float, now_s: Callable[[], float] = CLOCK.monotonic_s) -> None:
        """For so long, and as long as something rings or is about to."""
        until_s = now_s() + length_s

        def over() -> bool:
            self._feeding.feed()
            deadline_s = self._host.engine.next_deadline_s()
            soon = deadline_s is not None and deadline_s - now_s() < SETTLED_S
            return now_s() > until_s and not soon

        self._host.run(until=over)
