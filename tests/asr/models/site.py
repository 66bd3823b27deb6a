"""A models' site on the loopback: ranges and validators as a real one, and the ways in which a real one fails."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """``files`` by path; ``drop_after`` bytes the connection is cut, ``drops`` times; ``ranges`` is what was asked."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.drop_after: int | None = None
        self.drops = 0
        self.ranges: list[str | None] = []
        self.url = ""

    def etag(self, path: str) -> str:
        return f'"{hashlib.md5(self.files[path]).hexdigest()}"'


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
        server.shutdown()
        server.server_close()
        thread.join(5)


def answer(site: Site, request: BaseHTTPRequestHandler) -> None:
    body = site.files.get(request.path)
    asked = request.headers.get("Range")
    site.ranges.append(asked)
    if body is None:
        request.send_error(404)
        return
    start = 0
    if asked and request.headers.get("If-Range") == site.etag(request.path):
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
    request.send_response(206 if start else 200)
    request.send_header("ETag", site.etag(request.path))
    request.send_header("Content-Length", str(len(body) - start))
    request.end_headers()
    cut = site.drop_after is not None and site.drops > 0
    request.wfile.write(body[start : start + site.drop_after] if cut else body[start:])
    site.drops -= 1 if cut else 0
