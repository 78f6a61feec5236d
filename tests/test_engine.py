"""The engine on fakes: what is saved, said and rung, and what happens when a part fails."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes_engine import (
    DISK_FULL,
    BreakableStore,
    FakeClock,
    RecordingOutlet,
    dialogue,
    understand,
)
from voice_skill.core.effects import AUDIBLE
from voice_skill.core.errors import AudioError, StorageError
from voice_skill.core.knowledge import Replies
from voice_skill.core.meaning import Meaning
from voice_skill.core.ring_talk import ROUND_S
from voice_skill.engine import (
    NOT_READABLE,
    NOT_SAVED,
    SAVE_SOON_S,
    TRY_AGAIN_S,
    WENT_WRONG,
    Engine,
)
from voice_skill.fan_out import FanOut

NOT_DONE = NOT_SAVED.format(reason=DISK_FULL)


class Bench:
    """An engine that was started, with everything around it."""

    def __init__(self, checkpoint_s: float | None = None) -> None:
        self.clock = FakeClock()
        self.outlet = RecordingOutlet()
        self.store = BreakableStore(self.outlet.heard)
        self.checkpoint_s = checkpoint_s
        self.restart()

    def restart(self) -> None:
        """A new process on the same store; what was said before is forgotten."""
        self.engine = Engine(
            dialogue(),
            understand,
            self.store,
            self.clock,
            self.outlet,
            checkpoint_s=self.checkpoint_s,
        )
        self.outlet.heard.clear()
        self.engine.start()

    def hear(self, text: str) -> dict[str, Any]:
        """The answer alone: what came before is forgotten."""
        self.outlet.heard.clear()
        return self.engine.hear(text)

    def jump(self, by_s: float) -> None:
        """Let time pass, and the loop do what is due."""
        self.clock.jump(by_s)
        deadline_s = self.engine.next_deadline_s()
        if deadline_s is not None and deadline_s <= self.clock.now_s:
            self.engine.tick()

    def timers(self) -> list[tuple[int, str, float]]:
        """Id, state and remaining seconds of every timer, as the contract shows them."""
        shown = self.engine.hear("")["timers"]
        return [(timer["id"], timer["state"], timer["remaining_s"]) for timer in shown]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_timer_is_saved_before_it_is_confirmed(bench: Bench) -> None:
    line = bench.hear("start shower 600")
    assert bench.outlet.heard == [("saved", 1), ("say", line["say"])]
    assert (line["intent"], line["timers"][0]["remaining_s"]) == ("timer.start", 600.0)
    assert bench.engine.timers_active


def test_the_ring_comes_at_its_deadline_and_not_before(bench: Bench) -> None:
    bench.hear("start shower 600")
    assert bench.engine.next_deadline_s() == bench.clock.now_s + 600
    bench.outlet.heard.clear()
    bench.jump(599.9)
    assert bench.outlet.heard == []
    bench.jump(0.1)
    assert bench.outlet.heard == [("ring", "Done_other.", (1,))]
    bench.jump(SAVE_SOON_S)
    assert bench.outlet.heard[1:] == [("saved", 1)]
    assert bench.engine.next_deadline_s() == bench.clock.now_s - SAVE_SOON_S + ROUND_S


def test_the_next_round_of_a_ring_is_not_saved(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.jump(600)
    bench.jump(SAVE_SOON_S)
    bench.outlet.heard.clear()
    bench.jump(ROUND_S)
    assert bench.outlet.heard == [("ring", "Done_other.", (1,))]


def test_a_due_ring_comes_before_the_answer(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.clock.jump(700)
    bench.hear("list")
    assert [what[0] for what in bench.outlet.heard] == ["ring", "say"]


def test_a_ring_that_was_not_saved_yet_is_rung_after_a_crash(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.jump(600)
    bench.restart()
    assert [what[0] for what in bench.outlet.heard] == ["saved", "say", "ring"]
    assert bench.timers() == [(1, "ringing", 0.0)]


def test_closing_saves_what_was_to_be_saved_soon(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.jump(600)
    bench.engine.close()
    assert bench.store.load()[("timer", 1)]["state"] == "ringing"


def test_nothing_said_changes_nothing(bench: Bench) -> None:
    bench.hear("start shower 600")
    line = bench.hear("  ")
    assert (line["kind"], line["intent"], line["say"]) == ("control", "none", "")
    assert bench.outlet.heard == []


def test_a_restart_within_one_boot_keeps_the_deadline(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.clock.jump(100)
    bench.restart()
    assert bench.timers() == [(1, "running", 500.0)]


def test_what_ended_meanwhile_is_told_and_rung_at_the_start(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.clock.jump(700)
    bench.restart()
    assert [what[0] for what in bench.outlet.heard] == ["saved", "say", "ring"]
    assert bench.timers() == [(1, "ringing", 0.0)]


def test_new_deadlines_after_a_reboot_are_saved_at_once(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.clock.reboot(off_s=60)
    bench.restart()
    bench.restart()
    assert bench.timers() == [(1, "running", 540.0)]


def test_a_full_disk_starts_nothing_and_says_so(bench: Bench) -> None:
    bench.store.full = True
    line = bench.hear("start shower 600")
    assert line["say"] == NOT_DONE
    assert line["timers"] == []
    assert bench.outlet.heard == [("say", NOT_DONE)]
    assert bench.engine.trouble == {"store": DISK_FULL}
    assert bench.engine.next_deadline_s() is None


def test_it_goes_on_when_the_disk_has_space_again(bench: Bench) -> None:
    bench.store.full = True
    bench.hear("start shower 600")
    bench.store.full = False
    line = bench.hear("start shower 300")
    assert [(timer["id"], timer["total_s"]) for timer in line["timers"]] == [(1, 300.0)]
    assert bench.engine.trouble == {}


def test_a_full_disk_keeps_what_was_running(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.store.full = True
    assert bench.hear("cancel shower")["say"] == NOT_DONE
    assert bench.timers() == [(1, "running", 600.0)]
    bench.outlet.heard.clear()
    bench.jump(600)
    assert bench.outlet.heard == [("ring", "Done_other.", (1,))]


def test_a_ring_can_be_stopped_on_a_full_disk_and_is_saved_later(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.jump(600)
    bench.store.full = True
    assert bench.hear("stop")["timers"] == []
    assert bench.outlet.heard == [("silence",), ("say", "stopped")]
    bench.store.full = False
    bench.hear("list")
    bench.restart()
    assert bench.timers() == []


def test_an_emergency_is_told_on_a_full_disk(bench: Bench) -> None:
    bench.store.full = True
    assert bench.hear("chest pain")["intent"] == "emergency"
    assert bench.outlet.heard[-1] == ("say", "emergency_again")


def test_a_failing_tick_does_not_spin(bench: Bench) -> None:
    checked = Bench(checkpoint_s=60.0)
    checked.hear("start shower 600")
    checked.store.full = True
    checked.jump(60)
    assert checked.engine.next_deadline_s() == checked.clock.now_s + 60


def test_checkpoints_tell_a_machine_without_clock_what_was_left() -> None:
    bench = Bench(checkpoint_s=60.0)
    bench.clock.is_synced = False
    bench.hear("start shower 600")
    for _ in range(5):
        bench.jump(60)
    bench.clock.jump(59)
    bench.clock.reboot(off_s=0)
    bench.restart()
    assert bench.timers() == [(1, "running", 300.0)]


def test_without_running_timers_there_are_no_checkpoints() -> None:
    bench = Bench(checkpoint_s=60.0)
    assert bench.engine.next_deadline_s() is None


def test_a_used_copy_is_told_in_one_breath_with_what_ended(bench: Bench) -> None:
    bench.store.told = "Damaged."
    bench.restart()
    assert bench.outlet.heard[-1] == ("say", "Damaged.")
    bench.hear("start shower 600")
    bench.clock.jump(600)
    bench.restart()
    assert bench.outlet.heard[-2:] == [
        ("say", "Damaged. ended_while_off_other"),
        ("ring", "Done_other.", (1,)),
    ]


def test_a_record_of_another_kind_of_program_is_told_and_costs_no_other(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.store.save({**bench.store.load(), ("timer", 9): {"kind": "ice"}})
    bench.restart()
    assert bench.outlet.heard[-1] == ("say", NOT_READABLE)
    assert bench.timers() == [(1, "running", 600.0)]


def test_an_unreadable_store_is_refused_at_the_start(bench: Bench) -> None:
    class Unreadable(BreakableStore):
        def load(self) -> dict[tuple[str, int], dict[str, Any]]:
            raise StorageError(DISK_FULL)

    bench.store = Unreadable()
    with pytest.raises(StorageError, match="disk is full"):
        bench.restart()


def test_a_lost_part_is_told(bench: Bench) -> None:
    bench.engine.report("loudspeaker", "The loudspeaker is gone.")
    assert bench.outlet.heard[-1] == ("say", "The loudspeaker is gone.")


def test_a_loudspeaker_that_fails_stops_nothing(bench: Bench) -> None:
    bench.outlet.fail_next()
    assert bench.hear("start shower 600")["timers"]
    assert bench.engine.trouble == {"outlet": "The loudspeaker is gone: plug it in."}
    bench.jump(600)
    assert bench.outlet.heard[-1] == ("ring", "Done_other.", (1,))
    assert bench.engine.trouble == {}


def test_an_outlet_with_a_mistake_in_it_is_one_that_fails() -> None:
    class Mistaken(RecordingOutlet):
        def ring(
            self,
            text: str,
            timer_ids: tuple[int, ...],
            loudness: int = AUDIBLE,
            wakes: bool = False,
        ) -> None:
            raise ZeroDivisionError("mistaken")

    sound = RecordingOutlet()
    with pytest.raises(AudioError, match="went wrong: mistaken"):
        FanOut(Mistaken(), sound).ring("Done.", (1,))
    assert sound.heard == [("ring", "Done.", (1,))]


def test_a_sentence_that_we_stumble_over_changes_nothing(bench: Bench) -> None:
    bench.hear("start shower 600")
    before = bench.timers()
    assert bench.hear("start")["say"] == WENT_WRONG  # these ears raise an IndexError
    assert bench.timers() == before
    bench.outlet.heard.clear()
    bench.jump(600)
    assert bench.outlet.heard[0] == ("ring", "Done_other.", (1,))


def test_rules_that_stumble_over_a_sentence_change_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.hear("start shower 600")
    monkeypatch.setattr(Replies, "text", lambda *_, **__: 1 / 0)
    line = bench.hear("cancel shower")
    assert (line["say"], line["intent"]) == (WENT_WRONG, "unknown")
    assert bench.timers() == [(1, "running", 600.0)]


def test_a_timer_counts_from_its_confirmation_however_long_understanding_takes() -> None:
    bench = Bench()

    def slowly(text: str) -> Meaning:
        bench.clock.jump(5)
        return understand(text)

    bench.engine = Engine(dialogue(), slowly, bench.store, bench.clock, bench.outlet)
    assert bench.hear("start shower 600")["timers"][0]["remaining_s"] == 600.0
    assert bench.engine.next_deadline_s() == bench.clock.now_s + 600
    bench.clock.jump(597)
    bench.hear("list")
    assert [what[0] for what in bench.outlet.heard] == ["ring", "say"]


def test_mistaken_rules_still_ring_and_are_tried_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.hear("start shower 600")
    monkeypatch.setattr(Replies, "text", lambda *_, **__: 1 / 0)
    bench.jump(600)
    assert bench.outlet.heard[-1] == ("ring", "", (1,))
    monkeypatch.undo()
    assert bench.engine.next_deadline_s() == bench.clock.now_s + TRY_AGAIN_S
    bench.outlet.heard.clear()
    bench.jump(TRY_AGAIN_S)
    assert bench.outlet.heard == [("ring", "Done_other.", (1,))]
    assert bench.timers() == [(1, "ringing", 0.0)]


def test_one_of_several_outlets_may_fail() -> None:
    broken, sound = RecordingOutlet(), RecordingOutlet()
    both = FanOut(broken, sound)
    broken.fail_next()
    with pytest.raises(AudioError):
        both.ring("Done.", (1,))
    both.silence()
    both.say("Hello.")
    assert broken.heard == [("silence",), ("say", "Hello.")]
    assert sound.heard == [("ring", "Done.", (1,)), *broken.heard]


def test_closing_saves_how_far_the_timers_are(bench: Bench) -> None:
    bench.hear("start shower 600")
    bench.clock.jump(100)
    bench.engine.close()
    assert bench.store.load()[("timer", 1)]["left_s"] == 500.0
    assert bench.store.closed
