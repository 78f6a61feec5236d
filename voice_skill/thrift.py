"""A small footprint for a process that runs for months on a small machine."""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_ARENA_MAX = -1, -8
_KEPT_BYTES = 128 * 1024


def give_memory_back() -> None:
    """Have what is freed go back to the system, as glibc does only where it is told to.

    By itself it keeps a heap for each thread, and what loading the content has freed. Call it
    before threads start. It does nothing where the C library is another one.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_M_ARENA_MAX, 1)
    mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
