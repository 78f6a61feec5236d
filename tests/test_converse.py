"""The conversation contract: lines in, lines out, whatever comes in."""

from __future__ import annotations

import io
import json
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.fakes_engine import FIVE_IN_THE_MORNING, BreakableStore, dialogue, understand
from voice_skill.converse import LONGEST_LINE, converse
from voice_skill.ports import Store
from voice_skill.simulation import MOST_EVENTS, SimulatedClock, Simulation
from voice_skill.storage.sqlite_store import SqliteStore

KEYS = {"heard", "kind", "intent", "slots", "confidence", "say", "sources", "expecting"} | {
    *("timers", "alarms", "reminders", "routine", "events")
}


class FlushCounter(io.BytesIO):
    """An output that knows how much of it was flushed."""

    flushed = 0

    def flush(self) -> None:
        super().flush()
        self.flushed = self.getvalue().count(b"\n")


def simulation(store: Store | None = None, memory: Path | None = None) -> Simulation:
    clock = SimulatedClock(FIVE_IN_THE_MORNING, memory)
    return Simulation(dialogue(), understand, clock, store)


def run(data: bytes, *, store: Store | None = None, memory: Path | None = None) -> list[Any]:
    out = FlushCounter()
    with closing(simulation(store, memory)) as simulated:
        converse(io.BytesIO(data), out, io.BytesIO(), simulated, as_json=True)
    assert out.flushed == out.getvalue().count(b"\n")
    return [json.loads(line) for line in out.getvalue().splitlines()]


def talk(*lines: str | dict[str, Any], store: Store | None = None) -> list[Any]:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return run("".join(f"{text}\n" for text in texts).encode(), store=store)


def left(line: dict[str, Any]) -> list[tuple[int, str, float]]:
    return [(timer["id"], timer["state"], timer["remaining_s"]) for timer in line["timers"]]


def test_a_plain_line_and_an_object_say_the_same() -> None:
    plain, wrapped = talk("start shower 600"), talk({"text": "start shower 600"})
    assert plain == wrapped
    assert set(plain[0]) == KEYS
    assert plain[0]["heard"] == "start shower 600"


@pytest.mark.parametrize("line", ["", "   ", {}, {"text": ""}, {"reset": False}])
def test_without_text_nothing_happens(line: str | dict[str, Any]) -> None:
    (answer,) = talk(line)
    assert (answer["kind"], answer["intent"], answer["say"]) == ("control", "none", "")
    assert (answer["events"], answer["timers"]) == ([], [])


def test_the_clock_stands_still_between_lines_and_moves_by_advance() -> None:
    first, second, third = talk("start shower 600", "", {"advance_s": 90.5})
    assert left(first) == left(second) == [(1, "running", 600.0)]
    assert left(third) == [(1, "running", 509.5)]


def test_it_stops_at_every_deadline_on_the_way() -> None:
    *_, line = talk("start shower 600", "start massage 60", {"advance_s": 604_800})
    assert line["events"][0] == {"at_s": 60.0, "say": "Done_other."}
    assert {"at_s": 600.0, "say": "Done_other. Done_other."} in line["events"]
    assert len(line["events"]) == MOST_EVENTS
    assert {state for _, state, _ in left(line)} == {"ringing"}


def test_a_deadline_at_the_end_of_the_advance_is_reached() -> None:
    *_, line = talk("start shower 600", {"advance_s": 600, "text": "stop"})
    assert line["events"] == [{"at_s": 600.0, "say": "Done_other."}]
    assert (line["say"], line["timers"]) == ("stopped", [])


def test_the_order_is_reset_now_advance_text() -> None:
    now = "2026-11-22T23:59:00+01:00"
    line = talk(
        "start shower 600",
        {"text": "start massage 60", "advance_s": 30, "now": now, "reset": True},
    )[1]
    assert left(line) == [(1, "running", 60.0)]
    assert line["events"] == []


def test_events_count_from_the_last_reset() -> None:
    *_, line = talk(
        {"advance_s": 1000},
        {"reset": True, "text": "start shower 60"},
        {"advance_s": 60},
    )
    assert line["events"] == [{"at_s": 60.0, "say": "Done_other."}]


def test_reset_forgets_timers_and_questions() -> None:
    assert talk("start shower 600", {"reset": True})[1]["timers"] == []


def test_setting_the_clock_moves_no_timer() -> None:
    first, second = talk("start shower 600", {"now": "2027-01-01T00:00:00Z"})
    assert left(first) == left(second)


def test_a_line_reports_so_many_events_and_all_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice_skill.simulation.MOST_EVENTS", 5)
    orders = [f"start custom {seconds} t{seconds}" for seconds in range(1, 10)]
    *_, line, after = talk(*orders, {"advance_s": 604_800}, "")
    assert [event["at_s"] for event in line["events"]] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert {state for _, state, _ in left(line)} == {"ringing"}
    assert after["events"] == []


def test_an_alarm_for_help_is_one_event_when_nobody_answers() -> None:
    *_, line = talk("chest", {"advance_s": 60})
    assert [event["at_s"] for event in line["events"]] == [10.0, 10.0]


@pytest.mark.parametrize(
    "line",
    [
        '{"advance": 5}',
        '{"text": 5}',
        '{"text": null}',
        '{"text": ["stop"]}',
        '{"text": "\\ud800"}',
        '{"reset": "yes"}',
        '{"reset": 1}',
        '{"now": "soon"}',
        '{"now": 5}',
        '{"now": null}',
        '{"now": "2026-13-45T00:00:00"}',
        '{"now": "0001-01-01T00:00:00+23:59"}',
        '{"now": "9999-12-31T23:59:59Z"}',
        '{"advance_s": -1}',
        '{"advance_s": 604801}',
        '{"advance_s": "60"}',
        '{"advance_s": true}',
        '{"advance_s": null}',
        '{"advance_s": NaN}',
        '{"advance_s": Infinity}',
        '{"advance_s": 1e999}',
        '{"advance_s": 1' + "0" * 5000 + "}",
        '{"text": "stop"',
        "{}{}",
        "[1, 2]",
        "[" * 5000,
        '{"a":' * 1300,
        "x" * 10_000,
        '{"text": "' + "x" * 10_000 + '"}',
    ],
)
def test_a_bad_line_gives_one_sentence_changes_nothing_and_it_goes_on(line: str) -> None:
    before, bad, after = talk("start shower 600", line, "")
    assert set(bad) == {"error"}
    assert bad["error"].endswith(".")
    assert "\n" not in bad["error"]
    assert left(before) == left(after)


def test_a_bad_key_leaves_the_good_ones_undone() -> None:
    *_, after = talk("start shower 600", {"advance_s": 60, "reset": True, "mood": 1}, "")
    assert left(after) == [(1, "running", 600.0)]


def test_bytes_that_are_no_text_are_an_error() -> None:
    bad, good = run(b"\xff\xfe stop\nstop\n")
    assert bad == {"error": "A line must be UTF-8 text."}
    assert good["intent"] == "control.stop"


def test_the_longest_line_is_taken_and_a_huge_one_costs_no_memory() -> None:
    longest, huge, after = run(
        b"x" * LONGEST_LINE + b"\n" + b"y" * 3_000_001 + b"\n" + b'{"text": "stop"}'
    )
    assert longest["intent"] == "unknown"
    assert huge == {"error": f"A line may have at most {LONGEST_LINE} bytes."}
    assert after["intent"] == "control.stop"


def test_windows_line_ends_and_a_byte_order_mark_are_no_words() -> None:
    first, second = run(b"\xef\xbb\xbfstop\r\nstop\r\n")
    assert first["heard"] == second["heard"] == "stop"


def test_plain_output_is_only_what_is_spoken() -> None:
    out, errors = io.BytesIO(), io.BytesIO()
    lines = b'start shower 60\n{"advance_s": 60}\n\n{"x": 1}\nstop\n'
    with closing(simulation()) as simulated:
        converse(io.BytesIO(lines), out, errors, simulated, as_json=False)
    assert out.getvalue() == b"Started_shower.\nDone_other.\nstopped\n"
    assert errors.getvalue().startswith(b'Unknown key "x": use reset')


def test_nobody_reading_any_more_is_no_error() -> None:
    class Gone(io.BytesIO):
        def write(self, data: object) -> int:
            raise BrokenPipeError

    with closing(simulation()) as simulated:
        converse(io.BytesIO(b"stop\nstop\n"), Gone(), io.BytesIO(), simulated, as_json=True)


def test_a_lasting_store_cannot_be_reset() -> None:
    first, bad, after = talk("start shower 600", {"reset": True}, "", store=BreakableStore())
    assert bad == {"error": "Reset works only without --state: choose another folder."}
    assert left(first) == left(after)


def test_a_lasting_store_goes_on_where_it_stood(tmp_path: Path) -> None:
    memory = tmp_path / "simulated-clock.json"

    def again(data: bytes) -> dict[str, Any]:
        last: dict[str, Any] = run(data, store=SqliteStore(tmp_path), memory=memory)[-1]
        return last

    again(b'start shower 600\n{"advance_s": 250}\n')
    assert left(again(b"\n")) == [(1, "running", 350.0)]
    line = again(b'{"advance_s": 350}\n')
    assert line["events"] == [{"at_s": 350.0, "say": "Done_other."}]
    assert [event["say"] for event in again(b"\n")["events"]] == [
        "ended_while_off_other",
        "Done_other.",
    ]


def test_a_lost_clock_counts_as_a_reboot(tmp_path: Path) -> None:
    memory = tmp_path / "simulated-clock.json"
    run(b"start ice 600\n", store=SqliteStore(tmp_path), memory=memory)
    memory.write_text("{")
    (line,) = run(b"\n", store=SqliteStore(tmp_path), memory=memory)
    assert left(line) == [(1, "ringing", 0.0)]


def test_a_wall_without_zone_is_local(tmp_path: Path) -> None:
    clock = SimulatedClock(FIVE_IN_THE_MORNING)
    with closing(Simulation(dialogue(), understand, clock)) as simulated:
        lines = io.BytesIO(b'{"now": "2026-11-22T05:10:00"}\n')
        converse(lines, io.BytesIO(), io.BytesIO(), simulated, as_json=True)
    assert clock.wall() == datetime(2026, 11, 22, 5, 10).astimezone()
