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
    """Seconds to connect and to wait for the next bytes, tries in a row without a byte, seconds before a new try."""

    connect_s: float = 10.0
    read_s: float = 30.0
    tries: int = 4
    pause_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """A complete file: bytes and its two digests (md5 is what the site publishes, SHA-256 what we record)."""

    path: Path
    size: int
    md5: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Resumable:
    """What must be the same for the bytes that are already here to be a part of the same file."""

    url: str
    etag: str


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

    ``progress`` gets bytes done and total. Raises NotFound (404), Unavailable (site, line, wrong size or digest).
    """
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
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
    failed = 0
    with httpx.Client(timeout=timeout, follow_redirects=True) as client:
        while True:
            before = _length(part)
            try:
                if _fetch_some(client, url, part, progress):
                    return
                error: Exception = httpx.ReadError("the connection ended early")
            except (httpx.TransportError, httpx.HTTPStatusError) as caught:
                error = caught
            failed = 1 if _length(part) > before else failed + 1
            if failed >= patience.tries:
                host = httpx.URL(url).host
                raise Unavailable(f"{url} cannot be fetched: {host} failed ({error}).", OFFLINE) from error
            time.sleep(patience.pause_s * failed)


def _fetch_some(client: httpx.Client, url: str, part: Path, progress: Progress) -> bool:
    """Fetch from where the part ends; return whether the file is complete."""
    have, known = _length(part), _load_state(part)
    resume = have > 0 and known is not None and known.url == url and known.etag != ""
    headers = {"Range": f"bytes={have}-", "If-Range": known.etag} if resume and known else {}
    with client.stream("GET", url, headers={**headers, "Accept-Encoding": "identity"}) as response:
        if response.status_code == httpx.codes.NOT_FOUND:
            raise NotFound(f"{url} is not there (404).", "See the names with: hotline models list.")
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return _start_over(part)
        response.raise_for_status()
        going_on = response.status_code == httpx.codes.PARTIAL_CONTENT
        done = have if going_on else 0
        length = response.headers.get("content-length")
        total = done + int(length) if length else None
        _save_state(part, _Resumable(url, response.headers.get("etag", "")))
        with part.open("ab" if going_on else "wb") as file:
            for block in response.iter_raw():
                file.write(block)
                done += len(block)
                progress(done, total)
    return total is None or done == total


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
