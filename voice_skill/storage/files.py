"""Files that only their owner may read, and that are replaced as a whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from itertools import count
from pathlib import Path

SIDE_FILES = ("", "-wal", "-shm", "-journal")
"""What SQLite may keep next to a database; a part of it must never meet another database."""


def make_folder(folder: Path) -> None:
    """A folder of mode 0700; one that is there already keeps its mode. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private(path: Path) -> None:
    """An empty file of mode 0600, or the file that is there with that mode. Raises OSError.

    A file that is there is not opened: closing it would drop SQLite's locks of this process.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        sync_folder(path.parent)
        return
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a plain file", str(path))
    if not os.access(path, os.R_OK | os.W_OK):
        raise PermissionError(errno.EACCES, "cannot be written", str(path))
    if mode & 0o077:
        path.chmod(0o600)


def sync_folder(folder: Path) -> None:
    """Make new names in the folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_private(path: Path, data: bytes) -> None:
    """Put a whole file of mode 0600 in place; after a power cut it is the old or the new one.

    Raises OSError; then the old one stays.
    """
    written = path.with_name(path.name + ".new")
    try:
        written.unlink(missing_ok=True)
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        written.replace(path)
    except OSError:
        with suppress(OSError):
            written.unlink(missing_ok=True)
        raise


def set_aside(path: Path) -> None:
    """Rename a database and its side files to the first free `<name>.damaged-<number>`."""
    for number in count(1):
        aside = path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")
        if not any(Path(f"{aside}{side}").exists() for side in SIDE_FILES):
            break
    # The log first: one that is left beside no database would be played into the next one.
    for side in reversed(SIDE_FILES):
        part = Path(f"{path}{side}")
        if part.exists():
            part.rename(f"{aside}{side}")
    sync_folder(path.parent)
