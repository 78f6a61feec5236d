"""A local web server that sells one archive, well behaved or not, and zips to sell."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def zipped(files: dict[str, bytes], attributes: int = 0o100644 << 16) -> bytes:
    """A zip of these files, stored as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = attributes
            archive.writestr(entry, content)
    return buffer.getvalue()


@dataclass
class Shop:
    """A server of one archive, and how it behaves."""

    body: bytes
    cut_after: int | None = None
    """Break the connection after so many bytes of each answer."""
    ignores_range: bool = False
    status: int = 200
    ranges: list[str | None] = field(default_factory=list)
    """The Range header of each request so far."""
    port: int = 0

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        wanted = handler.headers.get("Range")
        self.ranges.append(wanted)
        start = 0
        if wanted and not self.ignores_range:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        body = self.body[start:]
        handler.send_response(206 if start else self.status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with suppress(ConnectionError):  # a client that has had enough hangs up
            handler.wfile.write(body[: self.cut_after])
        handler.close_connection = True


@contextmanager
def open_shop(body: bytes) -> Iterator[Shop]:
    """A shop that serves until the end of the block."""
    shop = Shop(body)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
            shop.answer(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shop.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield shop
        finally:
            server.shutdown()
            thread.join()
