"""Vosk in worker processes behind the recogniser's port: a worker's death costs nobody a final.

Each stream stands at one worker; its audio since the last final is kept here (`asr.pool.account`) and heard again by
another when that one aborts, is killed, runs out of memory or hangs. One thread owns the workers; whoever pushes only
queues. No native code is loaded in this process.
"""

import contextlib
import os
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import psutil

from asr import wire
from asr.models.compiled import is_static
from asr.pool import plan
from asr.pool.account import Account
from asr.pool.child import SUSPECTED_S, Child
from asr.pool.crew import START_TIMEOUT_S, Crew, Slot
from asr.pool.frames import Frame, Kind
from asr.pool.patience import Patience
from asr.port import Channel, Emit, Event, Final, Notice, RecognitionEvent, RecognizerInfo, Standing, Stream, StreamFinished
from asr.voice_detector import gate_state
from config.errors import BadInput, Unavailable
from config.ids import CallId
from config.settings import Asr

WORKER: tuple[str, ...] = (sys.executable, "-m", "asr.pool.worker")
UNTENDED_S = 30.0
"""A stream that has ended waits so long for a worker to come; then its rest is left to the recording."""
CLOSE_TIMEOUT_S = 10.0
TICK_S = 0.5
LOOK_EVERY_S = 0.1
"""Events come far more often than workers must be looked after."""


class PoolStream:
    """An `asr.port.Stream`: all work is the pool's."""

    def __init__(self, pool: "PoolRecognizer", account: Account) -> None:
        self._pool, self._account = pool, account

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        self._pool.pass_on(self._account, lambda account: account.push(pcm, time_ms))

    def flush(self) -> None:
        self._pool.pass_on(self._account, Account.flush)

    def finish(self) -> None:
        self._pool.pass_on(self._account, Account.finish)


class PoolRecognizer:
    """``folder`` is the model's; it was checked before (a worker that is started again checks it anew).

    Returns when the first worker is ready; raises what the workers say where none can be started. ``progress`` gets
    English sentences for the log; desks are told by `Notice`.
    """

    def __init__(
        self,
        asr: Asr,
        folder: Path,
        info: RecognizerInfo,
        emit: Emit,
        *,
        progress: Callable[[str], None] = lambda _: None,
        command: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
        pause_s: Callable[[int], float] = plan.pause_s,
    ) -> None:
        self.info = info
        self._asr, self._emit, self._progress, self._clock = asr, emit, progress, clock
        self._lock = threading.Condition()
        self._accounts: dict[int, Account] = {}
        self._last_number = 0
        self._patience = Patience(asr.decoder_silent_s)
        self._untended_since: float | None = None
        self._due: list[Event] = []
        self._said: list[str] = []
        self._notice = ""
        self._wanted, self._gate = workers_wanted(asr, folder), gate_state(wanted=asr.gate)
        self._standing: Standing | None = None
        self._closing = False
        self._selector = selectors.DefaultSelector()
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ, None)
        self._crew = Crew(
            self._wanted,
            {"asr": asr.model_dump(mode="json"), "folder": str(folder.absolute()), "info": wire.info_out(info)},
            self._selector,
            command=command or WORKER,
            silent_s=asr.worker_silent_s,
            pause_s=pause_s,
            say=self._said.append,
            on_event=self._pass_event,
            on_ready=self._a_worker_is_ready,
            on_lost=self._a_worker_is_lost,
        )
        self._thread = threading.Thread(target=self._run, name="asr-pool", daemon=True)
        self._thread.start()
        self._wait_for_first()

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        if rate <= 0:
            raise BadInput(f"An audio rate of {rate} Hz cannot be recognised.", "Send 8000 Hz.")
        with self._lock:
            if len(self._accounts) >= self._asr.max_streams:
                raise Unavailable(f"语音识别路数已满（{self._asr.max_streams} 路），这通电话暂不转写，录音照常。")
            self._last_number += 1
            account = Account(self._last_number, call, channel, rate, self._asr.replay_s)
            self._accounts[account.number] = account
            self._entrust(account)
        return PoolStream(self, account)

    def pass_on(self, account: Account, change: Callable[[Account], Frame]) -> None:
        """Note in the account and send to its worker; nothing once the stream is finished or over."""
        with self._lock:
            if account.finishing or account.number not in self._accounts:
                return
            frame = change(account)
            child = self._crew.child(account.worker)
            if child is not None:
                self._send(child, (frame,))

    def close(self) -> None:
        """Let what is open be decoded, at most `CLOSE_TIMEOUT_S`, then end the workers."""
        with self._lock:
            left = tuple(self._accounts.values())
        for account in left:
            self.pass_on(account, Account.finish)
        with self._lock:
            self._lock.wait_for(lambda: not self._accounts, CLOSE_TIMEOUT_S)
            self._closing = True
        self._wake()
        self._thread.join(CLOSE_TIMEOUT_S)

    def workers(self) -> tuple[int, ...]:
        """The process ids of the workers that are ready."""
        with self._lock:
            return tuple(child.pid for child in self._crew.ready())

    def _wait_for_first(self) -> None:
        with self._lock:
            self._lock.wait_for(lambda: any(self._crew.ready()) or self._crew.hopeless, START_TIMEOUT_S)
            if any(self._crew.ready()):
                return
            fault = self._crew.fault
            self._closing = True
        self._wake()
        self._thread.join(CLOSE_TIMEOUT_S)
        raise fault or Unavailable("The recognition workers died while they loaded the model.", "Run: hotline doctor.")

    # Everything below runs on the pool's thread.

    def _run(self) -> None:
        before = float("-inf")
        try:
            while not self._closing:
                with self._lock:
                    now = self._clock()
                    if now - before >= LOOK_EVERY_S:
                        self._look_after(now, min(now - before, 2 * TICK_S))
                        before = now
                    self._crew.send()
                self._speak()
                heard = [(key.data, mask) for key, mask in self._selector.select(TICK_S)]
                with self._lock:
                    for slot, mask in heard:
                        self._serve(slot, mask)
                    self._lock.notify_all()
                self._speak()
        finally:
            self._crew.end()
            self._selector.close()
            self._waker.close()
            self._woken.close()

    def _look_after(self, now: float, passed_s: float) -> None:
        self._crew.look_after(now, passed_s)
        self._look_for_hung(passed_s)
        self._tend_orphans(now)
        text = self._crew.notice()
        if text != self._notice:
            self._notice = text
            self._due.append(Notice(about="workers", text=text))
        standing = Standing(of="workers", up=len(tuple(self._crew.ready())), wanted=self._wanted, gate=self._gate)
        if standing != self._standing:
            self._standing = standing
            self._due.append(standing)
        self._lock.notify_all()

    def _speak(self) -> None:
        """Give out what is due, in order and outside of the lock: who takes it may be slow, or push."""
        with self._lock:
            due, said = tuple(self._due), tuple(self._said)
            self._due.clear()
            self._said.clear()
        for text in said:
            self._progress(text)
        for event in due:
            self._emit(event)

    def _serve(self, slot: Slot | None, mask: int) -> None:
        if slot is not None:
            self._crew.serve(slot, mask)
            return
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(4096)

    def _pass_event(self, child: Child, message: dict[str, Any]) -> None:
        number = int(message.pop("stream"))
        account, event = self._accounts.get(number), wire.event_in(message)
        if account is None or account.worker != child.number or not isinstance(event, RecognitionEvent):
            return
        self._patience.ended(account.silent_s)
        told = account.told(event)
        if told is not None:
            self._due.append(told)
        if isinstance(event, StreamFinished):
            del self._accounts[number]
        elif isinstance(event, Final) and child.retired_s is not None and any(self._crew.taking()):
            self._leave(child, account)

    def _look_for_hung(self, passed_s: float) -> None:
        """Find streams of which nothing more comes though their workers answer, and have others take them over."""
        self._patience.passed(passed_s)
        suspected = {account.worker for account in self._accounts.values() if account.silent_s > SUSPECTED_S}
        could_run: dict[int | None, float] = {}
        for child in self._crew.ready():
            child.look(passed_s, suspected=child.number in suspected)
            could_run[child.number] = child.could_run(passed_s)
        for account in self._accounts.values():
            account.silent_s = account.silent_s + could_run.get(account.worker, 0.0) if account.owed else 0.0
        silent = {number: account.silent_s for number, account in self._accounts.items() if account.owed}
        for number in self._patience.hung(silent):
            self._hangs(self._accounts[number])
        self._crew.dismiss(lambda worker: all(account.worker != worker for account in self._accounts.values()))

    def _hangs(self, account: Account) -> None:
        """Nothing but the worker's end ends a native call. Its other streams are heard on by it until their next final."""
        if account.worker is None:
            return
        account.spare()
        if self._crew.retire(account.worker):
            account.worker = None
            self._entrust(account)

    def _leave(self, child: Child, account: Account) -> None:
        """A stream leaves a retired worker where no word is cut: after a final."""
        child.queue((Frame(Kind.FINISH, account.number),))
        account.worker = None
        self._entrust(account)

    def _a_worker_is_ready(self) -> None:
        self._untended_since = None
        for account in self._accounts.values():
            if account.worker is None:
                self._entrust(account)

    def _a_worker_is_lost(self, number: int, of_one_stream: bool) -> None:
        for account in self._accounts.values():
            if account.worker == number:
                account.worker = None
                if not of_one_stream:
                    account.spare()
                self._entrust(account)

    def _entrust(self, account: Account) -> None:
        """Give a stream to the ready worker with the fewest, with all that must be heard again; none: it waits."""
        loads = {child.number: 0 for child in self._crew.taking()}
        for other in self._accounts.values():
            if other.worker in loads:
                loads[other.worker] += 1
        account.worker = plan.least_loaded(loads)
        child = self._crew.child(account.worker)
        if child is None:
            return
        gap = account.gap()
        if gap is not None:
            self._due.append(gap)
        self._send(child, account.taken_over())

    def _send(self, child: Child, frames: Iterable[Frame]) -> None:
        """At once what goes; the pool's thread is woken for the rest only."""
        child.queue(frames)
        child.pump()
        if child.unsent:
            self._wake()

    def _tend_orphans(self, now: float) -> None:
        """Streams that no worker decodes: tell what is being lost, and end those for which nobody came."""
        if any(self._crew.taking()):
            return
        self._untended_since = now if self._untended_since is None else self._untended_since
        for account in tuple(self._accounts.values()):
            gap = account.open_gap()
            if gap is not None:
                self._due.append(gap)
            if account.finishing and now - self._untended_since > UNTENDED_S:
                self._due += account.given_up()
                del self._accounts[account.number]

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            self._waker.send(b"\0")


def workers_wanted(asr: Asr, folder: Path) -> int:
    files: Iterable[Path] = (path for path in folder.rglob("*") if path.is_file())
    return plan.how_many(
        asr.workers,
        cores=len(os.sched_getaffinity(0)),
        free_bytes=psutil.virtual_memory().available,
        model_bytes=sum(path.stat().st_size for path in files),
        streams=asr.max_streams,
        static=is_static(folder),
    )
