"""Reports of what must not stand still."""

from __future__ import annotations

from tests.fakes import FakeClock
from voice_skill.health import Health


def test_a_part_that_reports_in_time_is_alive_whatever_it_says() -> None:
    clock = FakeClock()
    health = Health(clock.monotonic_s)
    report = health.expect("capture", within_s=15.0)
    clock.advance(15)
    assert health.silent() == []
    report("There is no microphone.")
    clock.advance(15)
    assert health.silent() == []
    assert health.status == "There is no microphone."
    report("")
    assert health.status == "All is well."


def test_a_part_without_a_report_is_silent_until_it_is_forgotten() -> None:
    clock = FakeClock()
    health = Health(clock.monotonic_s)
    health.expect("capture", within_s=15.0)
    clock.advance(15.1)
    assert health.silent() == ["capture"]
    health.forget("capture")
    assert health.silent() == []
