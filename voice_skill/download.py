"""One file over HTTP, going on where an earlier try stopped."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from voice_skill.core.errors import ModelError

BLOCK_BYTES = 1 << 18
SERVER_SILENT_S = 30.0
"""A server that sends nothing for so long is taken for unreachable."""


def download(address: str, part: Path, size_bytes: int, bar_title: str | None) -> None:
    """Complete `part` to `size_bytes`; what it holds already is not fetched again.

    A file that ends up longer than that is not what was asked for: the caller checks.
    bar_title: beside a progress bar on stderr; None draws none.
    Raises ModelError where the server is unreachable or the connection breaks; OSError of the disk.
    """
    with part.open("ab") as file:
        have_bytes = file.tell()
        if have_bytes == size_bytes:
            return
        if have_bytes > size_bytes:
            file.truncate(0)
            have_bytes = 0
        with closing(_opened(address, have_bytes)) as response:
            if have_bytes and response.status != http.HTTPStatus.PARTIAL_CONTENT:
                # This server sends the whole file whatever was asked.
                file.truncate(0)
                have_bytes = 0
            _copy(response, file, have_bytes, size_bytes, bar_title)


def _opened(address: str, have_bytes: int) -> Any:
    """The server's answer from this byte on."""
    request = urllib.request.Request(address, headers={"User-Agent": "voice-skill"})
    if have_bytes:
        request.add_header("Range", f"bytes={have_bytes}-")
    host = urlsplit(address).netloc
    elsewhere = f"or fetch {address} elsewhere and give it with --from FILE."
    try:
        return urllib.request.urlopen(request, timeout=SERVER_SILENT_S)
    except urllib.error.HTTPError as error:
        raise ModelError(
            f"{host} refused the download ({error.code} {error.reason}): try later, {elsewhere}"
        ) from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise ModelError(
            f"{host} cannot be reached ({reason}): connect to the internet, {elsewhere}"
        ) from error


def _copy(
    response: Any, file: IO[bytes], have_bytes: int, size_bytes: int, bar_title: str | None
) -> None:
    from tqdm import tqdm

    with tqdm(
        desc=bar_title,
        total=size_bytes,
        initial=have_bytes,
        unit="B",
        unit_scale=True,
        disable=bar_title is None,
    ) as bar:
        while have_bytes <= size_bytes:
            block = _received(response)
            if not block:
                break
            file.write(block)
            have_bytes += len(block)
            bar.update(len(block))
    if have_bytes < size_bytes:
        raise ModelError(
            f"The download stopped after {have_bytes / 1e6:.1f} of {size_bytes / 1e6:.1f} MB: "
            "run the same command again to go on from there."
        )


def _received(response: Any) -> bytes:
    """The next block; empty at the end and where the connection breaks."""
    try:
        block: bytes = response.read(BLOCK_BYTES)
        return block
    except http.client.IncompleteRead as error:
        return error.partial
    except (OSError, http.client.HTTPException):
        return b""
