"""One engine in its own process: learns, answers line by line, and says what memory it took.

Input: one line with the course, then one line a sentence, all JSON. Output, also lines of JSON:
{"ready_s"}, then for each sentence {"label", "score", "length_s" | "length", "ms"}, then after
the end of the input {"memory_mb"}. `length` is the text of the slot, from an engine that gives
only that.
"""

import importlib
import json
import os
import sys
import time
from pathlib import Path

_BYTES_IN_A_MB = 1_000_000


def resident_mb() -> float:
    """Memory of this process that lies in RAM."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / _BYTES_IN_A_MB


def main() -> None:
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    module, *arguments = sys.argv[1].split(":")
    course = json.loads(sys.stdin.readline())
    before_mb, before_s = resident_mb(), time.perf_counter()
    engine = importlib.import_module(f"scripts.benchmarks.peers.{module}")
    ask = engine.learn(course, *arguments)
    print(json.dumps({"ready_s": time.perf_counter() - before_s}), file=answers, flush=True)
    for line in sys.stdin:
        text = json.loads(line)
        before_s = time.process_time()
        answer = ask(text)
        answer["ms"] = 1000 * (time.process_time() - before_s)
        print(json.dumps(answer), file=answers, flush=True)
    print(json.dumps({"memory_mb": resident_mb() - before_mb}), file=answers, flush=True)


if __name__ == "__main__":
    main()
