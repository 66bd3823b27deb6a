"""A large file fetched so that a broken line costs only what was missing: resume, retries, sizes and digests checked."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from config.errors import NotFound, Unavailable

Progress = Callable[[int, int | None], None]
OFFLINE = "Fetch the file elsewhere and run: hotline models install --from FILE."


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to connect and to wait for the next bytes, tries in a row that bring nothing new, seconds before a new try.

    A line that brings less than ``least_bytes`` in ``slow_s`` seconds has failed too.
    """

    connect_s: float = 10.0
    read_s: float = 30.0
    tries: int = 4
    pause_s: float = 1.0
    slow_s: float = 60.0
    least_bytes: int = 60_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete file: bytes and its two digests (md5 is what the site publishes, SHA-256 what we record)."""

    path: Path
    size: int
    md5: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Resumable:
    """What must be the same for the bytes that are already here to be a part of the same file: ETag, else the date."""

    url: str
    validator: str


def download(
    url: str,
    target: Path,
    *,
    size: int | None = None,
    md5: str | None = None,
    progress: Progress = lambda _done, _total: None,
    patience: Patience | None = None,
) -> Fetched:
    """Fetch ``url`` into ``target``; a ``.part`` beside it survives a failure and is gone on with the next time.

    ``progress`` gets bytes done and total. Raises NotFound (404), Unavailable (site, line, wrong size or digest), OSError
    of the disk.
    """
    part = part_of(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    if size is None or _length(part) != size:
        _fetch_whole(url, part, patience or Patience(), progress)
    fetched = digests(part)
    if (size is not None and fetched.size != size) or (md5 is not None and fetched.md5 != md5):
        part.unlink()
        _state(part).unlink(missing_ok=True)
        raise Unavailable(
            f"{url} is not the file that the list describes: {fetched.size} bytes, md5 {fetched.md5}"
            f" instead of {size or 'any size'}, {md5 or 'any md5'}.",
            "Try again later, or " + OFFLINE[0].lower() + OFFLINE[1:],
        )
    part.replace(target)
    _state(part).unlink(missing_ok=True)
    return Fetched(target, fetched.size, fetched.md5, fetched.sha256)


def part_of(target: Path) -> Path:
    """Where the bytes of ``target`` lie until it is whole; whole ones put there are not fetched again."""
    return target.with_name(target.name + ".part")


def fetched_bytes(target: Path) -> int:
    """How much of it an earlier run has left."""
    return _length(part_of(target))


def digests(path: Path) -> Fetched:
    """Read a file once for its size, md5 and SHA-256."""
    md5, sha256, size = hashlib.md5(usedforsecurity=False), hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            md5.update(block)
            sha256.update(block)
            size += len(block)
    return Fetched(path, size, md5.hexdigest(), sha256.hexdigest())


def _fetch_whole(url: str, part: Path, patience: Patience, progress: Progress) -> None:
    timeout = httpx.Timeout(patience.read_s, connect=patience.connect_s)
    failed, reached = 0, _length(part)
    with httpx.Client(timeout=timeout, follow_redirects=True) as client:
        while True:
            try:
                if _fetch_some(client, url, part, progress, patience):
                    return
                error: Exception = httpx.ReadError("the connection ended early")
            except (httpx.HTTPError, httpx.InvalidURL) as caught:
                error = caught
            failed = 1 if _length(part) > reached else failed + 1
            reached = max(reached, _length(part))
            if failed >= patience.tries:
                raise Unavailable(f"{url} cannot be fetched: {_host(url)} failed ({error}).", OFFLINE) from error
            time.sleep(patience.pause_s * failed)


def _fetch_some(client: httpx.Client, url: str, part: Path, progress: Progress, patience: Patience) -> bool:
    """Fetch from where the part ends; return whether the file is complete."""
    have, known = _length(part), _load_state(part)
    resume = have > 0 and known is not None and known.url == url and known.validator != ""
    headers = {"Range": f"bytes={have}-", "If-Range": known.validator} if resume and known else {}
    with client.stream("GET", url, headers={**headers, "Accept-Encoding": "identity"}) as response:
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFound(f"{url} is not there (404).", "See the names with: hotline models list.")
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return response.headers.get("content-range") == f"bytes */{have}" or _start_over(part)
        response.raise_for_status()
        going_on = response.status_code == httpx.codes.PARTIAL_CONTENT
        if going_on and not response.headers.get("content-range", "").startswith(f"bytes {have}-"):
            return _start_over(part)
        done = have if going_on else 0
        total = _total(done, response.headers.get("content-length", ""))
        _save_state(part, _Resumable(url, _validator(response.headers)))
        pace = _Pace(patience, done)
        with part.open("ab" if going_on else "wb") as file:
            for block in response.iter_raw():
                file.write(block)
                done += len(block)
                pace.check(done)
                progress(done, total)
    return total is None or done == total


class _Pace:
    """Raises ReadTimeout when too little came since the last look; a line may trickle for ever without it."""

    def __init__(self, patience: Patience, done: int) -> None:
        self._patience, self._done, self._since = patience, done, time.monotonic()

    def check(self, done: int) -> None:
        now = time.monotonic()
        if now - self._since < self._patience.slow_s:
            return
        if done - self._done < self._patience.least_bytes:
            raise httpx.ReadTimeout(f"only {done - self._done} bytes in {now - self._since:.0f} s")
        self._done, self._since = done, now


def _total(done: int, length: str) -> int | None:
    return done + int(length) if length.isdecimal() else None


def _validator(headers: httpx.Headers) -> str:
    """What If-Range may name: a strong ETag, else the date of the last change."""
    etag: str = headers.get("etag", "")
    return etag if etag and not etag.startswith("W/") else headers.get("last-modified", "")


def _host(url: str) -> str:
    try:
        return httpx.URL(url).host or url
    except httpx.InvalidURL:
        return url


def _start_over(part: Path) -> bool:
    part.unlink(missing_ok=True)
    return False


def _length(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _state(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _save_state(part: Path, state: _Resumable) -> None:
    _state(part).write_text(json.dumps(asdict(state)))


def _load_state(part: Path) -> _Resumable | None:
    try:
        return _Resumable(**json.loads(_state(part).read_text()))
    except (OSError, ValueError, TypeError):
        return None
