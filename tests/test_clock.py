"""The machine's clock on a made-up /proc, /run and /sys."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from voice_skill.clock import SystemClock


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that says that nothing has set its clock."""
    monkeypatch.setattr("voice_skill.clock._kernel_says_set", lambda: False)


def test_time_goes_on_and_has_a_zone() -> None:
    clock = SystemClock()
    first, second = clock.monotonic_s(), clock.monotonic_s()
    assert 0 < first <= second
    assert clock.wall().utcoffset() is not None
    assert abs(clock.wall().timestamp() - time.time()) < 5


def test_the_kernel_can_be_asked() -> None:
    assert SystemClock().synced() in (True, False)


def test_the_boot_is_the_kernels(tmp_path: Path) -> None:
    path = tmp_path / "proc/sys/kernel/random/boot_id"
    path.parent.mkdir(parents=True)
    path.write_text("abc-def\n")
    assert SystemClock(tmp_path).boot_id() == "abc-def"


def test_without_a_boot_id_every_process_is_a_new_boot(tmp_path: Path) -> None:
    first, second = SystemClock(tmp_path), SystemClock(tmp_path)
    assert first.boot_id() == first.boot_id() != second.boot_id()


@pytest.mark.usefixtures("unset")
def test_network_time_leaves_a_marker(tmp_path: Path) -> None:
    clock = SystemClock(tmp_path)
    assert not clock.synced()
    (tmp_path / "run/systemd/timesync").mkdir(parents=True)
    (tmp_path / "run/systemd/timesync/synchronized").touch()
    assert clock.synced()


@pytest.mark.usefixtures("unset")
@pytest.mark.parametrize(
    ("chosen", "off_s", "synced"),
    [("1", 0.0, True), ("0", 0.0, False), ("1", 4000.0, False), ("x", 0.0, False)],
)
def test_a_battery_clock_counts_if_it_set_this_time(
    tmp_path: Path, chosen: str, off_s: float, synced: bool
) -> None:
    clock = tmp_path / "sys/class/rtc/rtc0"
    clock.mkdir(parents=True)
    (clock / "hctosys").write_text(chosen + "\n")
    (clock / "since_epoch").write_text(f"{time.time() - off_s:.0f}\n")
    assert SystemClock(tmp_path).synced() is synced
