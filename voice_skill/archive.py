"""Unpacks a zip that came from elsewhere: nothing outside the folder, no links, no bomb."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from voice_skill.core.errors import ModelError

UNPACKED_TIMES = 10
"""An archive that grows by more than this is a mistake or an attack; real models double."""
MOST_FILES = 1_000


def unpack(archive: Path, folder: Path) -> None:
    """Write the files of a zip into `folder`, without the one folder that encloses them all.

    Raises ModelError where the zip is unreadable or unsafe (what was written by then stays);
    OSError of the disk.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            most_bytes = UNPACKED_TIMES * archive.stat().st_size
            if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > most_bytes:
                raise ModelError(f"{archive.name} was not unpacked: it holds too much.")
            places = [_place(archive, entry) for entry in entries]
            for entry, place in zip(entries, places, strict=True):
                _write(opened, entry, folder / place)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ModelError(f"{archive.name} is not a zip file that can be read: {error}.") from error
    except (FileExistsError, NotADirectoryError) as error:
        raise ModelError(f"{archive.name} was not unpacked: it holds a name twice.") from error


def _place(archive: Path, entry: zipfile.ZipInfo) -> PurePosixPath:
    """Where an entry belongs, below the enclosing folder."""
    path = PurePosixPath(entry.filename)
    plain = stat.S_IFMT(entry.external_attr >> 16) in (0, stat.S_IFREG)
    outside = path.is_absolute() or ".." in path.parts or "\\" in entry.filename
    if not plain or outside or len(path.parts) < 2:
        raise ModelError(
            f"{archive.name} was not unpacked: {entry.filename!r} is a link or belongs elsewhere."
        )
    return path.relative_to(path.parts[0])


def _write(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # What is read from an entry never exceeds the size that was added up before.
    with opened.open(entry) as source, path.open("xb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
