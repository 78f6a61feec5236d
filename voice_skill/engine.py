"""The one loop's body: time and words in, speech and rings out, saved before anything is confirmed.

Everything here is called from one thread; a server, a simulation or a microphone drives it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from voice_skill.core.attention import attended, situation, walks
from voice_skill.core.belief import believed
from voice_skill.core.choices import Tuning
from voice_skill.core.dialogue import Dialogue
from voice_skill.core.effect_order import Effects, cannot_wait, first_tell, split
from voice_skill.core.effects import CallOut, Ring, Save, Say, Silence, Tune
from voice_skill.core.errors import AudioError, StorageError, VoiceSkillError
from voice_skill.core.events import AdapterFailed, Event, Heard, Now, Restored, TimeReached
from voice_skill.core.hearing import Scope, Situation
from voice_skill.core.meaning import Meaning
from voice_skill.core.snapshot import from_records, to_records
from voice_skill.core.state import NOTHING, State, Turn
from voice_skill.core.view import contract, timers_active
from voice_skill.ports import Clock, Outlet, Publisher, Store

NOT_SAVED = "That could not be saved, so nothing was started or changed. {reason}"
NOT_READABLE = "Some of what I had saved cannot be understood: ask which timers are running."
WENT_WRONG = "Something in me went wrong with that, so nothing was changed. Timers go on."
WRONG = "went_wrong"
"""The intent of what we stumbled over; nobody outside sees it."""

SAVE_SOON_S = 0.3
"""What happens by itself is saved this much later, several ends at once. Nothing depends on it: a
timer whose end has passed is over, whether that was saved or not."""

PATIENCE_S = 2.0
"""How long a confirmation waits for the disk, where nothing is due before."""

SHORTEST_WAIT_S = 0.2
"""How long anything waits for it, so that an error is known and a ring hardly late."""

STEPPED_S = 2.0
"""More than this between two looks at the clocks is a step of the wall clock."""

TRY_AGAIN_S = 1.0
"""After a step in time that went wrong."""

_log = logging.getLogger(__name__)


class Engine:
    """Holds the state and performs what the dialogue decides, in order."""

    def __init__(
        self,
        dialogue: Dialogue,
        understand: Callable[[str], Meaning],
        store: Store,
        clock: Clock,
        outlet: Outlet,
        *,
        checkpoint_s: float | None = None,
        publisher: Publisher | None = None,
        tune: Callable[[Tuning], None] | None = None,
    ) -> None:
        """`checkpoint_s`: how often running timers are saved anew, so that a machine whose clock
        is wrong after a power cut knows to that many seconds what was left; None for never.
        `tune` is told what was changed by voice or by the hour.
        """
        self._dialogue = dialogue
        self._understand = understand
        self._store = store
        self._clock = clock
        self._outlet = outlet
        self._checkpoint_s = checkpoint_s
        self._publisher = publisher
        self._tune = tune
        self._state = State()
        self._behind = False
        self._tried_s, self._offset_s = clock.monotonic_s(), 0.0
        self._again_s: float | None = None
        self._save_at_s: float | None = None
        self.trouble: dict[str, str] = {}
        """What does not work now: "store" or "outlet" to a sentence."""

    @property
    def timers_active(self) -> bool:
        """Whether somebody has to stay to count or ring."""
        return timers_active(self._state)

    @property
    def situation(self) -> Situation:
        """What goes on besides listening; may be asked from any thread."""
        return situation(self._state, self._clock.monotonic_s())

    def start(self) -> None:
        """Load what was saved and tell what ended meanwhile. Raises StorageError."""
        now = self._now()
        records = self._store.load()
        notice = self._store.notice()
        clear = {key: body for key, body in records.items() if _is_clear(key, body, now)}
        state, same_boot = from_records(clear, now)
        if len(clear) < len(records):
            notice = NOT_READABLE
        state, effects = self._dialogue.step(state, Restored(same_boot), now)
        self._state = state
        self._save(now, PATIENCE_S)  # a new boot has new deadlines
        self._perform(first_tell(notice, effects) if notice else effects)

    def hear(
        self, text: str, certainty: float | None = None, scope: Scope = "command"
    ) -> dict[str, Any]:
        """Answer one utterance; returns the line of the conversation contract, without events.

        Empty text changes nothing. When the store fails the answer says so and the state is as
        before, except that a ring can always be silenced and an emergency always be told.
        `certainty` is how sure a recogniser is, 0 to 1; None where nobody had to guess. What was
        said without the wake phrase has a narrower `scope`; outside it, it counts as not said.
        """
        understood = believed(self._understood(text), certainty)
        meaning = attended(understood, certainty, scope, walks(self._state))
        # Only now: the first sentence after a start may have to wait until all are loaded.
        self._catch_up()
        now, before = self._now(), self._state
        self._state, effects = self._answered(meaning, now)
        first, wanted, then = split(effects)
        self._perform(first)
        reason = self._save(now, self._patience_s(now)) if wanted or self._behind else None
        if reason and wanted and not cannot_wait(meaning, effects):
            then = self._take_back(before, meaning, reason, now)
        self._perform(then)
        say = " ".join(effect.text for effect in (*first, *then) if isinstance(effect, Say))
        return contract(self._state, meaning, now, say)

    def tick(self) -> None:
        """Do what is due, and save it soon: a ring waits for no disk and needs none.

        A mistake in the rules of the conversation must not keep it from ringing either.
        """
        now = self._now()
        moments = (self._checkpoint_at_s(now), self._save_at_s)
        due = any(at_s is not None and at_s <= now.monotonic_s for at_s in moments)
        try:
            state, effects = self._dialogue.step(self._state, TimeReached(), now)
            self._again_s = None
        except Exception:
            _log.exception("a step in time went wrong")
            state, effects = self._plain_ring(now)
        self._state = state
        self._perform(effects)
        if due:
            self._save(now)
        elif self._save_at_s is None and (self._behind or Save() in effects):
            self._save_at_s = now.monotonic_s + SAVE_SOON_S

    def order(self, meaning: Meaning) -> None:
        """What a button means, which nobody has to understand first."""
        self._happen(Heard(meaning), self._now())

    def report(self, port: str, reason: str) -> None:
        """A part of the machine failed: tell the person, in a sentence."""
        self._happen(AdapterFailed(port, reason), self._now())

    def next_deadline_s(self) -> float | None:
        """Monotonic seconds at which `tick` is due, if at all."""
        if self._again_s is not None:
            return self._again_s
        now = self._now()
        at_s = self._dialogue.next_deadline_s(self._state, now)
        moments = (at_s, self._checkpoint_at_s(now), self._save_at_s)
        return min((moment for moment in moments if moment is not None), default=None)

    def close(self) -> None:
        """Save how far the timers are and let the store go. May be called more than once."""
        if self.timers_active or self._save_at_s is not None:
            self._save(self._now(), PATIENCE_S)
        self._store.close()

    def _now(self) -> Now:
        clock = self._clock
        return Now(clock.monotonic_s(), clock.wall(), clock.synced(), clock.boot_id())

    def _catch_up(self) -> None:
        """A ring that is due comes before the answer to what was heard."""
        deadline_s = self.next_deadline_s()
        if deadline_s is not None and deadline_s <= self._clock.monotonic_s():
            self.tick()

    def _understood(self, text: str) -> Meaning:
        """What the words mean; a sentence that we stumble over must not end the process."""
        if not text.strip():
            return NOTHING
        try:
            return self._understand(text)
        except VoiceSkillError:
            raise
        except Exception:
            _log.exception("a sentence of %d characters cannot be understood", len(text))
            return Meaning(text, WRONG)

    def _answered(self, meaning: Meaning, now: Now) -> tuple[State, Effects]:
        if meaning.intent != WRONG:
            try:
                return self._dialogue.step(self._state, Heard(meaning), now)
            except Exception:
                _log.exception("%s went wrong", meaning.intent)
        turn = Turn(replace(meaning, intent="unknown"), WENT_WRONG)
        return replace(self._state, turn=turn, last_spoken=WENT_WRONG), (Say(WENT_WRONG),)

    def _plain_ring(self, now: Now) -> tuple[State, Effects]:
        """Without words and rounds, and tried anew soon."""
        self._again_s = now.monotonic_s + TRY_AGAIN_S
        book, ended = self._state.book.end_due(now.monotonic_s)
        effects = (Ring("", tuple(timer.id for timer in book.loud())),) if ended else ()
        return replace(self._state, book=book), effects

    def _happen(self, event: Event, now: Now) -> None:
        self._state, effects = self._dialogue.step(self._state, event, now)
        first, wanted, then = split(effects)
        self._perform(first)
        if wanted or self._behind:
            self._save(now)
        self._perform(then)

    def _patience_s(self, now: Now) -> float:
        at_s = self._dialogue.next_deadline_s(self._state, now)
        left_s = PATIENCE_S if at_s is None else at_s - now.monotonic_s
        return max(SHORTEST_WAIT_S, min(left_s, PATIENCE_S))

    def _save(self, now: Now, within_s: float = SHORTEST_WAIT_S) -> str | None:
        """None when it is durable; otherwise the reason, and it is tried again at the next step."""
        self._tried_s, self._save_at_s = now.monotonic_s, None
        self._offset_s = _offset_s(now)
        try:
            self._store.save(to_records(self._state, now), within_s)
        except StorageError as error:
            self._behind = True
            self.trouble["store"] = str(error)
            return str(error)
        self._behind = False
        self.trouble.pop("store", None)
        return None

    def _take_back(self, before: State, meaning: Meaning, reason: str, now: Now) -> Effects:
        said = NOT_SAVED.format(reason=reason)
        state, effects = self._dialogue.step(before, AdapterFailed("store", said), now)
        self._state = replace(state, turn=Turn(meaning, said), last_spoken=said)
        # A disk that only was slow must not keep what was just refused.
        self._save(now)
        return effects

    def _checkpoint_at_s(self, now: Now) -> float | None:
        if self._checkpoint_s is None:
            return None
        if abs(_offset_s(now) - self._offset_s) > STEPPED_S:
            return now.monotonic_s  # a reboot must not take the step for time that has passed
        counting = any(timer.state == "running" for timer in self._state.book.timers)
        return self._tried_s + self._checkpoint_s if counting else None

    def _perform(self, effects: Effects) -> None:
        for effect in effects:
            try:
                if isinstance(effect, Say):
                    self._outlet.say(effect.text, effect.loudness, effect.hint)
                elif isinstance(effect, Ring):
                    self._ring(effect)
                elif isinstance(effect, Silence):
                    self._outlet.silence()
                elif isinstance(effect, CallOut) and self._publisher:
                    self._publisher.call(effect.trigger)
                elif isinstance(effect, Tune) and self._tune:
                    self._tune(effect.tuning)
            except AudioError as error:
                self.trouble["outlet"] = str(error)
            else:
                self.trouble.pop("outlet", None)

    def _ring(self, ring: Ring) -> None:
        self._outlet.ring(ring.text, ring.timer_ids, ring.loudness, ring.wakes)


def _offset_s(now: Now) -> float:
    """From monotonic to civil time; it changes only where somebody sets the clock."""
    return now.wall.timestamp() - now.monotonic_s


def _is_clear(key: tuple[str, int], body: Mapping[str, Any], now: Now) -> bool:
    """Whether we can read this record; one that we cannot must not cost the others."""
    try:
        from_records({key: body}, now)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return False
    return True
