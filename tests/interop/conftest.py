"""A registrar for all, a sound, a certificate, and the table at the end: what works with whom."""

import time
from collections.abc import Iterator
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
    if not cells:
        return
    peers = list(dict.fromkeys(peer for peer, _ in cells))
    steps = list(dict.fromkeys(step for _, step in cells))
    width = max(len(step) for step in steps)
    columns = [max(len(peer), 6) for peer in peers]
    terminalreporter.section("interop")
    terminalreporter.write_line(f"{'':{width}}  " + "  ".join(f"{peer:>{n}}" for peer, n in zip(peers, columns, strict=True)))
    for step in steps:
        row = (f"{cells.get((peer, step), '–'):>{n}}" for peer, n in zip(peers, columns, strict=True))
        terminalreporter.write_line(f"{step:{width}}  " + "  ".join(row))


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
