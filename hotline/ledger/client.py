"""The service's end of the ledger: takes facts without ever waiting, keeps each until the process says that it is written.

A process that is lost is started again and gets what it had not confirmed; each fact counts once all the same. One whose
writing kills the process again and again is kept in the file, and the others go on.
"""

import asyncio
import contextlib
import os
import socket
import sys
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from agent_console.ports import DeskEvent
from asr.port import Final, Gap
from config.ids import CallId, PersonId, new_id
from config.settings import Settings
from hotline.ledger import unwritten, wire
from hotline.ledger.facts import Fact, GapDecoded, GapTold, GapVain, Happened, HistoryAsked, ListsAsked, Spoken, TranscriptDone
from telephony.events import TelephonyEvent
from ticketing.uow import Emitted

log = structlog.get_logger(__name__)

WORKER = (sys.executable, "-m", "hotline.ledger.worker")
STOP_S = 10.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
IN_FLIGHT = 1_000
"""Facts sent and not confirmed; more wait here, so that neither socket nor process fills up."""
MOST_WAITING = 100_000
"""Some hours of a large city without its database; what is more goes to the file at once."""
LOST_WITH_ONE = 3
"""So often may the process be lost with the same fact at its head before that fact is kept in the file."""


class Ledger:
    """All methods on the loop's thread. ``publish`` gets desk events, ``publish_rows`` rows of the outbox, after the commit.

    ``node`` is written with each call's first fact where several nodes share the database.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        publish: Callable[[DeskEvent], None],
        publish_rows: Callable[[Sequence[Emitted]], None],
        command: Sequence[str] = WORKER,
        node: str = "",
    ) -> None:
        self._node = node
        self._settings = settings
        self._publish = publish
        self._publish_rows = publish_rows
        self._command = tuple(command)
        self._file = settings.home / unwritten.FILE
        self._sent: deque[Fact] = deque()
        self._unsent: deque[Fact] = deque()
        self._child: asyncio.subprocess.Process | None = None
        self._line: asyncio.StreamWriter | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._lost_with_head = 0
        self._stopping = self._stopped = False

    async def start(self) -> None:
        """Start the process; facts may be given from now on, they are written when it is ready."""
        reader = await self._spawn()
        self._keeper = asyncio.create_task(self._keep(reader), name="ledger")

    async def stop(self, timeout_s: float = STOP_S) -> None:
        """Let all be written that was given, then end the process; what is not written in time is kept in the file."""
        self._stopping = True
        self._pump()
        if self._keeper is not None:
            await asyncio.wait([self._keeper], timeout=timeout_s)
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._end_child()
        self._stopped = True
        for fact in (*self._sent, *self._unsent):
            unwritten.keep(fact, self._file)

    @property
    def waiting(self) -> int:
        """Facts not written yet (a metric)."""
        return len(self._sent) + len(self._unsent)

    @property
    def pid(self) -> int | None:
        """The process that writes; None while there is none."""
        return self._child.pid if self._child is not None else None

    # facts

    def telephony(self, event: TelephonyEvent) -> None:
        self._put(Happened(event, self._node))

    def final(self, event: Final, agent: PersonId, at: datetime) -> None:
        """A finished utterance: store it, tell the desk, fill the draft anew."""
        self._put(Spoken(event, agent, at, new_id()))

    def transcript_done(self, call: CallId, agent: PersonId) -> None:
        """The live pass is over: tell the desk after all its finals, and have a second pass made where one is wanted."""
        asr = self._settings.asr
        self._put(TranscriptDone(call, agent, datetime.now(UTC), asr.second_pass if asr.after_call else ""))

    def gap(self, event: Gap, agent: PersonId, at: datetime) -> None:
        """What was not read live; it is decoded after the call."""
        self._put(GapTold(event, agent, at))

    def gap_decoded(self, gap: str, call: CallId, finals: Sequence[Final], at: datetime) -> None:
        """What a gap held."""
        self._put(GapDecoded(gap, call, tuple(finals), tuple(new_id() for _ in finals), at))

    def gap_vain(self, gap: str, call: CallId, what: str, at: datetime) -> None:
        """A try at a gap was in vain."""
        self._put(GapVain(gap, call, what, at, self._settings.asr.after_call_tries))

    def caller_history(self, call: CallId, offer: DeskEvent) -> None:
        """Publish the offer again with what is known of the caller."""
        self._put(HistoryAsked(call, offer))

    def todo_lists(self, people: frozenset[PersonId], at: datetime) -> None:
        """Publish the to-do lists of these people as they stand after all facts so far."""
        self._put(ListsAsked(people, at))

    def _put(self, fact: Fact) -> None:
        if self.waiting >= MOST_WAITING or self._stopped:
            unwritten.keep(fact, self._file)
            return
        self._unsent.append(fact)
        self._pump()

    def _pump(self) -> None:
        if self._line is None:
            return
        while self._unsent and len(self._sent) < IN_FLIGHT:
            fact = self._unsent.popleft()
            self._sent.append(fact)
            self._line.write(wire.pack(fact))
        if self._stopping and not self._unsent and self._line.can_write_eof():
            self._line.write_eof()

    # the process

    async def _spawn(self) -> asyncio.StreamReader:
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            # In a session of its own: a Ctrl-C for the group must not end it while it starts.
            self._child = await asyncio.create_subprocess_exec(
                *self._command, str(number), pass_fds=(number,), env=_environment(), start_new_session=True
            )
        reader, self._line = await asyncio.open_unix_connection(sock=ours)
        self._line.write(wire.pack(wire.Begin(self._settings)))
        self._pump()
        return reader

    async def _keep(self, reader: asyncio.StreamReader) -> None:
        """Take what the process says; when it is lost, start another, with growing pauses and without end."""
        pause_s = FIRST_PAUSE_S
        while True:
            if await self._listen(reader):
                pause_s = FIRST_PAUSE_S
            if self._stopping and not self.waiting:
                return
            log.error("the ledger's process was lost and is started again", waiting=self.waiting)
            await self._end_child()
            self._take_back()
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            reader = await self._spawn()

    async def _listen(self, reader: asyncio.StreamReader) -> bool:
        """Until the line ends; whether anything was written meanwhile."""
        progress = False
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                (length,) = wire.LENGTH.unpack(await reader.readexactly(wire.LENGTH.size))
                message = wire.unpack(await reader.readexactly(length))
                progress = progress or isinstance(message, wire.Written)
                self._take(message)
        return progress

    def _take(self, message: Any) -> None:
        if isinstance(message, wire.Written):
            for _ in range(message.facts):
                self._sent.popleft()
            self._lost_with_head = 0
            self._pump()
        elif isinstance(message, wire.Committed):
            self._publish_rows(message.rows)
            for event in message.events:
                self._publish(event)

    def _take_back(self) -> None:
        """What was not confirmed is sent again, in its order; but not the fact that has ended the process again and again."""
        self._lost_with_head += 1
        if self._lost_with_head >= LOST_WITH_ONE and self._sent:
            unwritten.keep(self._sent.popleft(), self._file)
            self._lost_with_head = 0
        self._unsent.extendleft(reversed(self._sent))
        self._sent.clear()

    async def _end_child(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()
            with contextlib.suppress(OSError):
                await line.wait_closed()
        child, self._child = self._child, None
        if child is None:
            return
        try:
            await asyncio.wait_for(child.wait(), 2.0)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()


def _environment() -> dict[str, str]:
    """The child finds our packages where we found them, whatever folder it is started in."""
    root = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{inherited}" if inherited else root}
