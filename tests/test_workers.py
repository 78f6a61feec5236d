"""The child-process mechanism, with real processes: this file is its own child."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from voice_skill.core.errors import AudioError, ModelError
from voice_skill.workers import Header, Worker, serve


def handle(header: dict[str, Any], body: bytes) -> tuple[Header, bytes]:
    """What the child does in these tests."""
    match header["do"]:
        case "pid":
            return {"pid": os.getpid()}, b""
        case "reverse":
            print("a library that prints to stdout")
            return {"note": header.get("note")}, body[::-1]
        case "hang":
            threading.Event().wait()
        case "die":
            os.kill(os.getpid(), signal.SIGABRT)
        case "refuse":
            raise AudioError("There is no loudspeaker; plug one in.")
    raise KeyError(header["do"])


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    (tmp_path / "worker_of_tests.py").write_text(Path(__file__).read_text())
    monkeypatch.syspath_prepend(str(tmp_path))
    worker = Worker("worker_of_tests", failure=lambda reason: ModelError(f"It failed: {reason}."))
    yield worker
    worker.close()


def pid_of(worker: Worker) -> int:
    return int(worker.request({"do": "pid"})[0]["pid"])


def test_answers_with_header_and_body(worker: Worker) -> None:
    header, body = worker.request({"do": "reverse", "note": "grüß"}, b"abc")

    assert header == {"note": "grüß"}
    assert body == b"cba"


def test_keeps_its_child_between_requests(worker: Worker) -> None:
    assert pid_of(worker) == pid_of(worker) != os.getpid()


def test_carries_bodies_far_larger_than_a_pipe_holds(worker: Worker) -> None:
    body = os.urandom(20_000_000)

    assert worker.request({"do": "reverse"}, body)[1] == body[::-1]


def test_kills_a_child_that_hangs_and_starts_another(worker: Worker) -> None:
    first = pid_of(worker)

    started_s = time.monotonic()
    with pytest.raises(ModelError, match="no answer for 0.2 s"):
        worker.request({"do": "hang"}, timeout_s=0.2)

    assert time.monotonic() - started_s < 1
    assert pid_of(worker) != first


def test_says_how_a_child_died_and_starts_another(worker: Worker) -> None:
    first = pid_of(worker)

    with pytest.raises(ModelError, match="signal 6"):
        worker.request({"do": "die"})

    assert pid_of(worker) != first


def test_a_child_killed_between_requests_is_replaced_unnoticed(worker: Worker) -> None:
    first = pid_of(worker)
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)

    assert pid_of(worker) != first


def test_a_child_killed_in_the_middle_of_a_request_fails_that_request(worker: Worker) -> None:
    first = pid_of(worker)
    threading.Timer(0.2, os.kill, (first, signal.SIGKILL)).start()

    with pytest.raises(ModelError, match="signal 9"):
        worker.request({"do": "hang"}, timeout_s=10)

    assert pid_of(worker) != first


def test_a_stopped_child_that_reads_nothing_is_given_up(worker: Worker) -> None:
    first = pid_of(worker)
    os.kill(first, signal.SIGSTOP)

    with pytest.raises(ModelError, match="no answer"):
        worker.request({"do": "reverse"}, bytes(1_000_000), timeout_s=0.3)

    assert pid_of(worker) != first


def test_errors_of_this_package_come_through_and_leave_the_child_alone(worker: Worker) -> None:
    first = pid_of(worker)

    with pytest.raises(AudioError, match="^There is no loudspeaker; plug one in.$"):
        worker.request({"do": "refuse"})

    assert pid_of(worker) == first


def test_an_unexpected_error_costs_the_child(worker: Worker) -> None:
    first = pid_of(worker)

    with pytest.raises(ModelError, match="KeyError"):
        worker.request({"do": "no such thing"})

    assert pid_of(worker) != first


def test_close_ends_a_request_under_way_and_may_be_called_twice(worker: Worker) -> None:
    pid_of(worker)
    threading.Timer(0.2, worker.close).start()

    with pytest.raises(ModelError):
        worker.request({"do": "hang"}, timeout_s=10)
    worker.close()

    assert not worker.alive()
    with pytest.raises(ModelError, match="closed"):
        worker.request({"do": "pid"})


def test_requests_from_many_threads_do_not_mix(worker: Worker) -> None:
    answers: dict[int, bytes] = {}

    def ask(number: int) -> None:
        answers[number] = worker.request({"do": "reverse"}, str(number).encode() * 50_000)[1]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == {number: str(number).encode() * 50_000 for number in range(8)}


PARENT = """
import sys
from voice_skill.workers import Worker
from voice_skill.core.errors import ModelError
worker = Worker("worker_of_tests", failure=ModelError)
print(worker.request({"do": "pid"})[0]["pid"], flush=True)
worker.request({"do": "hang"}, timeout_s=60)
"""


def test_a_busy_child_dies_with_its_parent(worker: Worker) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert parent.stdout is not None
    child = os.pidfd_open(int(parent.stdout.readline()))

    parent.kill()
    parent.communicate()

    import select

    assert select.select([child], [], [], 5)[0], "the child lives on without its parent"
    os.close(child)


if __name__ == "__main__":
    serve(handle)
