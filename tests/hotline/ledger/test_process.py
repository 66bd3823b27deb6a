"""The ledger's process: facts arrive, are committed, told; it survives its own death and outlives that of the service."""

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agent_console.ports import DeskEvent
from config.ids import CallId, PersonId
from config.settings import Settings, load
from hotline.ledger import Ledger, client, unwritten, wire
from hotline.ledger.facts import Events, Fact, Happened
from telephony.events import CallArrived, CallEnded
from ticketing.calls import service as calls
from ticketing.db import open_database
from ticketing.uow import UnitOfWork

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]
# A start takes four seconds of a processor, politely: on a busy machine half a minute and more.
WAIT_S = 110.0
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
BOTH = 2


@dataclass(frozen=True)
class Deadly(Fact):
    """Ends the process that writes it, as a fault in a native library would."""

    def write(self, uow: UnitOfWork) -> Events:
        os._exit(3)


@dataclass
class Desks:
    """What was published, in order."""

    told: list[str] = field(default_factory=list)

    def event(self, event: DeskEvent) -> None:
        self.told.append(event.type)

    def rows(self, rows: object) -> None:
        self.told += [row["type"] for row in rows]  # type: ignore[attr-defined]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load(home=tmp_path)
    open_database(made.database_url, law=made.law).close()
    return made


# Takes all and confirms nothing: enough for what the service's end does by itself, and up at once.
SILENT = (
    sys.executable, "-S", "-c",
    "import socket, sys\nline = socket.socket(fileno=int(sys.argv[1]))\nwhile line.recv(65536): pass",
)  # fmt: skip

# Confirms each fact as its first argument says, and dies of a deadly one.
MORTAL = """
import os, socket, sys
answer, line = bytes.fromhex(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
stream, begun = line.makefile("rb"), False
while head := stream.read(4):
    body = stream.read(int.from_bytes(head, "big"))
    if b"Deadly" in body:
        os._exit(3)
    if begun:
        line.sendall(answer)
    begun = True
"""


@asynccontextmanager
async def running(
    settings: Settings, desks: Desks | None = None, command: Sequence[str] = client.WORKER, stop_s: float = WAIT_S
) -> AsyncIterator[Ledger]:
    seen = desks or Desks()
    ledger = Ledger(settings, publish=seen.event, publish_rows=seen.rows, command=command)
    await ledger.start()
    try:
        yield ledger
    finally:
        await ledger.stop(stop_s)


def arrived(number: int) -> CallArrived:
    return CallArrived(
        at=NOON + timedelta(seconds=number),
        call=CallId(f"call-{number}"),
        caller_number="16412345678",
        caller_name="",
        dialled="12345",
        trunk="t",
        sip_call_id=f"{number}@y",
    )


def lost(number: int) -> CallEnded:
    return CallEnded(
        at=NOON + timedelta(seconds=number + 60), call=CallId(f"call-{number}"), reason="abandoned", by="caller", queue="hotline",
        agent=None, waited_s=60.0, talked_s=0.0,
    )  # fmt: skip


def written(settings: Settings) -> set[str]:
    database = open_database(settings.database_url, law=settings.law, lock=False)
    try:
        with database.reading() as uow:
            return {call.id for call in calls.list_calls(uow, limit=100).items}
    finally:
        database.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():
            await asyncio.sleep(0.01)


async def test_what_is_given_is_written_before_the_stop_and_told_after_its_commit(settings: Settings) -> None:
    desks = Desks()
    async with running(settings, desks) as ledger:
        for number in range(BOTH):
            ledger.telephony(arrived(number))
            ledger.telephony(lost(number))
        ledger.transcript_done(CallId("call-0"), PersonId("a"))
    assert ledger.waiting == 0
    assert written(settings) == {"call-0", "call-1"}
    assert desks.told[-1] == "transcript_done"
    assert not (settings.home / unwritten.FILE).exists()


async def test_a_process_that_is_killed_is_started_again_and_nothing_is_lost(settings: Settings) -> None:
    with capture_logs() as lines:
        async with running(settings) as ledger:
            ledger.telephony(arrived(0))
            await until(lambda: ledger.waiting == 0)
            assert ledger.pid
            os.kill(ledger.pid, signal.SIGKILL)
            for number in range(1, 5):
                ledger.telephony(arrived(number))
            await until(lambda: ledger.waiting == 0)
    assert written(settings) == {f"call-{number}" for number in range(5)}
    assert any("started again" in line["event"] for line in lines)


async def test_a_fact_that_kills_the_process_is_kept_in_the_file_and_the_others_are_written(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "FIRST_PAUSE_S", 0.0)
    mortal = (sys.executable, "-S", "-c", MORTAL, wire.pack(wire.Written(1)).hex())
    with capture_logs() as lines:
        async with running(settings, command=mortal) as ledger:
            ledger.telephony(arrived(0))
            await until(lambda: ledger.waiting == 0)
            ledger._put(Deadly())
            ledger.telephony(arrived(1))
            await until(lambda: ledger.waiting == 0)
    (kept,) = (settings.home / unwritten.FILE).read_text().splitlines()
    assert '"deadly"' in kept
    assert sum("started again" in line["event"] for line in lines) == client.LOST_WITH_ONE


async def test_the_others_reach_the_database_past_a_fact_that_kills_the_process(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "FIRST_PAUSE_S", 0.0)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    with capture_logs():
        async with running(settings) as ledger:
            ledger.telephony(arrived(0))
            await until(lambda: ledger.waiting == 0)
            ledger._put(Deadly())
            ledger.telephony(arrived(1))
            await until(lambda: ledger.waiting == 0)
    assert written(settings) == {"call-0", "call-1"}
    assert '"deadly"' in (settings.home / unwritten.FILE).read_text()


async def test_facts_after_the_stop_are_kept_in_the_file(settings: Settings) -> None:
    async with running(settings, command=SILENT) as ledger:
        pass
    with capture_logs():
        ledger.telephony(arrived(0))
    assert "call_arrived" in (settings.home / unwritten.FILE).read_text()


async def test_what_stores_nothing_is_let_go_after_the_stop(settings: Settings) -> None:
    async with running(settings, command=SILENT) as ledger:
        pass
    ledger.todo_lists(frozenset({PersonId("p-1")}), datetime.now(UTC))
    assert not (settings.home / unwritten.FILE).exists()


async def test_more_than_may_wait_goes_to_the_file_at_once(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MOST_WAITING", 3)
    with capture_logs():
        async with running(settings, command=SILENT, stop_s=0.01) as ledger:
            for number in range(5):
                ledger.telephony(arrived(number))
            assert len((settings.home / unwritten.FILE).read_text().splitlines()) == 2
            assert ledger.waiting == 3
    assert len((settings.home / unwritten.FILE).read_text().splitlines()) == 5, "nor is what nobody confirmed lost"


async def test_what_had_room_to_wait_is_written(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MOST_WAITING", 3)
    with capture_logs():
        async with running(settings) as ledger:
            for number in range(5):
                ledger.telephony(arrived(number))
    assert len((settings.home / unwritten.FILE).read_text().splitlines()) == 2
    assert written(settings) == {"call-0", "call-1", "call-2"}


@pytest.mark.parametrize("answered", [False, True], ids=["before-it-answered", "with-answers-unread"])
def test_what_a_killed_service_had_sent_is_written_all_the_same(settings: Settings, answered: bool) -> None:
    ours, theirs = socket.socketpair()
    child = subprocess.Popen(
        [sys.executable, "-m", "hotline.ledger.worker", str(theirs.fileno())],
        pass_fds=(theirs.fileno(),),
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    theirs.close()
    with ours:
        ours.sendall(wire.pack(wire.Begin(settings)))
        for number in range(50):
            ours.sendall(wire.pack(Happened(arrived(number))))
        if answered:
            assert select.select([ours], [], [], WAIT_S)[0]
        else:
            ours.sendall(wire.pack(Happened(arrived(99)))[:-5])
    said, _ = child.communicate(timeout=WAIT_S)
    assert (child.returncode, answered and b"Traceback" in said) == (0, False)
    assert written(settings) == {f"call-{number}" for number in range(50)}
