"""A running engine with everything around it: clients, a terminal, a loudspeaker, a microphone."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from voice_skill.app import App
from voice_skill.core.choices import Tuning, as_written
from voice_skill.core.errors import StorageError, VoiceSkillError
from voice_skill.core.hearing import Scope
from voice_skill.engine import Engine
from voice_skill.fan_out import FanOut
from voice_skill.health import Health
from voice_skill.mailbox import Mailbox
from voice_skill.outlet import Loudspeaker
from voice_skill.ports import Outlet
from voice_skill.terminal import Lines, Terminal, check_length
from voice_skill.thrift import give_memory_back


class _NoStore:
    """The Store port where the real one cannot even be read: what is in there stays untouched."""

    def __init__(self, error: StorageError) -> None:
        self._error = error

    def load(self) -> dict[tuple[str, int], dict[str, Any]]:
        return {}

    def save(
        self, records: Mapping[tuple[str, int], Mapping[str, Any]], within_s: float = 0.0
    ) -> None:
        raise self._error

    def notice(self) -> str | None:
        return None

    def close(self) -> None:
        pass


class Host:
    """The one engine of this user; use it in a `with` statement.

    Raises VoiceSkillError when entered where another one runs or the content is wrong. Where the
    state cannot be read it answers questions all the same, and `store_trouble` says why it
    counts nothing.
    """

    def __init__(self, app: App, terminal: Terminal, aloud: bool = True) -> None:
        give_memory_back()
        self._app = app
        self._aloud = aloud
        self._stack = ExitStack()
        self._trouble: str | None = None
        self._lines: Lines | None = None
        self.terminal = terminal
        self.health = Health(time.monotonic)
        """Whether everything that must not stand still goes on; see there how to report."""
        self.tuning: Tuning = as_written(app.settings.choices)
        """What holds now of what can be changed by voice."""
        self.on_tuned: Callable[[Tuning], None] = lambda _: None
        """Called in the loop's thread with each change of it: hands-free listening follows."""
        self.mailbox = Mailbox()
        self.loudspeaker: Loudspeaker | None = None

    def __enter__(self) -> Host:
        with ExitStack() as stack:
            stack.callback(self.mailbox.close)
            # First, so that clients that come while the content is read wait for it.
            self._server = self._app.server()
            stack.callback(self._server.close)
            self._server.add_input(self.mailbox.descriptor, self.mailbox.deliver)
            outlets: list[Outlet] = [self._server, self.terminal]
            if self._aloud:
                self.loudspeaker = self._open_loudspeaker()
                stack.callback(self.loudspeaker.close)
                outlets.append(self.loudspeaker)
            self.engine = self._started(FanOut(*outlets))
            stack.callback(self.engine.close)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def store_trouble(self) -> str | None:
        """Why nothing can be kept, in one sentence."""
        return self.engine.trouble.get("store", self._trouble)

    @property
    def quiet(self) -> bool:
        """Whether nothing counts, rings or is being said."""
        spoken = self.loudspeaker is None or self.loudspeaker.idle
        return spoken and not self.engine.timers_active

    def hear(self, line: str, certainty: float | None = None, scope: Scope = "command") -> None:
        """Answer a line, typed or heard this surely; one that is far too long is refused."""
        try:
            check_length(line)
        except VoiceSkillError as error:
            self.terminal.note(str(error))
        else:
            self.engine.hear(line, certainty, scope)

    def silence(self) -> None:
        """End what is being said."""
        if self.loudspeaker:
            self.loudspeaker.silence()

    def listen_to(self, descriptor: int, on_line: Callable[[str], None]) -> None:
        """Call back with each typed line until there are no more."""
        lines = Lines(descriptor, on_line)
        self._lines = lines

        def receive() -> None:
            lines.receive()
            if lines.ended:
                self._server.remove_input(descriptor)

        self._server.add_input(descriptor, receive)

    def run(self, until: Callable[[], bool]) -> None:
        """Serve clients, keyboard and deadlines until then, or until Ctrl-C or SIGTERM."""
        self._server.run(self.engine, until)

    @property
    def input_ended(self) -> bool:
        """Whether nothing can be typed any more."""
        return self._lines is None or self._lines.ended

    def _tune(self, tuning: Tuning) -> None:
        self.tuning = tuning
        if self.loudspeaker:
            self.loudspeaker.tune(tuning.speech_volume_percent / 100, tuning.speech_rate_wpm)
        self.on_tuned(tuning)

    def _open_loudspeaker(self) -> Loudspeaker:
        return self._app.loudspeaker(
            on_trouble=lambda port, reason: self.mailbox.post(
                lambda: self.engine.report(port, reason)
            ),
            on_round=self.terminal.bell,
            on_idle=lambda: self.mailbox.post(lambda: None),
        )

    def _started(self, outlet: Outlet) -> Engine:
        publisher = self._app.publisher(self._not_called)
        engine = self._app.engine(outlet, self._app.store(), publisher, self._tune)
        try:
            engine.start()
        except StorageError as error:
            self._trouble = str(error)
            engine.close()
            engine = self._app.engine(outlet, _NoStore(error), publisher, self._tune)
            engine.start()
        return engine

    def _not_called(self, sentence: str) -> None:
        self.mailbox.post(lambda: self.engine.report("trigger", sentence))
