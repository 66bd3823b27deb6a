"""A registrar for all, a sound, a certificate, and the table at the end: what works with whom."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.certificates import make
from hotline.demo.kamailio import Kamailio, Tls
from tests.integration.house import sound_file
from tests.telephony.sip.ends import free_port

USERS = {"12345": "s3cret"} | {str(user): f"pw-{user}" for user in range(8001, 8011)}
"""Each test has a phone of its own, which leaves no binding behind that another would meet."""
RESULTS = pytest.StashKey[dict[tuple[str, str], str]]()


class Table:
    """Each step of each peer: seconds when it worked, FAILED when it did not."""

    def __init__(self, cells: dict[tuple[str, str], str], peer: str) -> None:
        self._cells, self._peer = cells, peer

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        self._cells[self._peer, name] = "FAILED"
        yield
        self._cells[self._peer, name] = f"{time.monotonic() - began:.1f} s"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RESULTS] = {}


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Table:
    return Table(
        request.config.stash[RESULTS], request.node.callspec.id if hasattr(request.node, "callspec") else request.node.name
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    cells = config.stash[RESULTS]
    if cells:
        terminalreporter.section("interop")
    for steps, peers in tables(cells):
        for line in lines(cells, steps, peers):
            terminalreporter.write_line(line)
        terminalreporter.write_line("")


def tables(cells: Mapping[tuple[str, str], str]) -> list[tuple[list[str], list[str]]]:
    """Steps and peers of each table: peers stand together that have gone the same way, or a part of it where they failed."""
    ways: dict[str, list[str]] = {}
    for peer, step in cells:
        ways.setdefault(peer, []).append(step)
    found: list[tuple[list[str], list[str]]] = []
    for peer, way in sorted(ways.items(), key=lambda one: -len(one[1])):
        table = next((table for table in found if set(way) <= set(table[0])), None)
        if table:
            table[1].append(peer)
        else:
            found.append((way, [peer]))
    return found


def lines(cells: Mapping[tuple[str, str], str], steps: Sequence[str], peers: Sequence[str]) -> Iterator[str]:
    """A line for each step, a column for each peer; a dash where a peer did not come so far."""
    width = max(map(len, steps))
    columns = [max(len(peer), len("FAILED")) for peer in peers]
    yield f"{'':{width}}  " + "  ".join(f"{peer:>{n}}" for peer, n in zip(peers, columns, strict=True))
    for step in steps:
        row = (f"{cells.get((peer, step), '–'):>{n}}" for peer, n in zip(peers, columns, strict=True))
        yield f"{step:{width}}  " + "  ".join(row)


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sound_file(tmp_path_factory.mktemp("sound"), 2.0, 5)[0]


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    """A certificate as ``hotline cert`` makes it."""
    made = make(tmp_path_factory.mktemp("tls"), ["localhost", "127.0.0.1"], days=2, now=datetime.now(UTC))
    return Tls(made.certificate, made.key)


@pytest.fixture(scope="session")
def desk_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def registrar(tls: Tls, desk_port: int) -> Iterator[Kamailio]:
    """kamailio with UDP, TCP and TLS; what nobody registered goes to the desk's port."""
    with Kamailio(USERS, hotline=f"127.0.0.1:{desk_port}", tls=tls) as one:
        yield one
