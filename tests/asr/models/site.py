"""A models' site on the loopback: ranges and validators as a real one, and the ways in which a real one fails."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal


class Site:
    """``files`` by path, ``moved`` to other addresses; ``ranges`` is what was asked.

    ``drop_after`` bytes the connection is cut, ``drops`` times. ``validator``: what it names its files by. ``ranged`` False:
    it sends the whole file whatever is asked; ``begins``: where its answer to a range begins, if not where it was asked to.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}
        self.drop_after: int | None = None
        self.drops = 0
        self.validator: Literal["etag", "weak", "date", "none"] = "etag"
        self.ranged = True
        self.begins: int | None = None
        self.trickle = threading.Event()
        self.ranges: list[str | None] = []
        self.url = ""

    def validators(self, path: str) -> dict[str, str]:
        etag = f'"{hashlib.md5(self.files[path]).hexdigest()}"'
        date = {"Last-Modified": formatdate(len(self.files[path]), usegmt=True)}
        return {"etag": {"ETag": etag}, "weak": {"ETag": "W/" + etag} | date, "date": date, "none": {}}[self.validator]


@contextmanager
def running() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(site, self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        site.trickle.clear()
        server.shutdown()
        server.server_close()
        thread.join(5)


def answer(site: Site, request: BaseHTTPRequestHandler) -> None:
    if request.path in site.moved:
        request.send_response(302)
        request.send_header("Location", site.moved[request.path])
        request.send_header("Content-Length", "0")
        request.end_headers()
        return
    body = site.files.get(request.path)
    asked = request.headers.get("Range")
    site.ranges.append(asked)
    if body is None:
        request.send_error(404)
        return
    start = _start(site, request, asked)
    if start is not None and start >= len(body):
        request.send_response(416)
        request.send_header("Content-Range", f"bytes */{len(body)}")
        request.send_header("Content-Length", "0")
        request.end_headers()
        return
    _send(site, request, body, start)


def _start(site: Site, request: BaseHTTPRequestHandler, asked: str | None) -> int | None:
    if not asked or not site.ranged or request.headers.get("If-Range") not in site.validators(request.path).values():
        return None
    return int(asked.removeprefix("bytes=").removesuffix("-"))


def _send(site: Site, request: BaseHTTPRequestHandler, body: bytes, start: int | None) -> None:
    first = 0 if start is None else start if site.begins is None else site.begins
    request.send_response(200 if start is None else 206)
    if start is not None:
        request.send_header("Content-Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
    for name, value in site.validators(request.path).items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body) - first))
    request.end_headers()
    if site.trickle.is_set():
        _drip(site, request, body)
        return
    cut = site.drop_after is not None and site.drops > 0
    request.wfile.write(body[first : first + (site.drop_after or 0)] if cut else body[first:])
    site.drops -= 1 if cut else 0


def _drip(site: Site, request: BaseHTTPRequestHandler, body: bytes) -> None:
    """A few bytes now and then, as long as somebody listens."""
    gate = threading.Event()
    for at in range(0, len(body), 10):
        if not site.trickle.is_set():
            return
        try:
            request.wfile.write(body[at : at + 10])
        except OSError:
            return
        gate.wait(0.02)
