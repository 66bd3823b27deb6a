"""Vosk in worker processes behind the recogniser's port: a worker's death costs nobody a final.

Each stream stands at one worker; its audio since the last final is kept here (`asr.pool.account`) and heard again by
another when that one aborts, is killed, runs out of memory or hangs. One thread owns the workers; whoever pushes only
queues. No native code is loaded in this process.
"""

import contextlib
import json
import os
import selectors
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from asr import wire
from asr.pool import plan
from asr.pool.account import Account
from asr.pool.child import MAX_UNSENT, Child
from asr.pool.frames import Frame, Kind
from asr.port import Channel, Emit, Event, Notice, RecognitionEvent, RecognizerInfo, Stream, StreamFinished
from config.errors import BadInput, HotlineError, Unavailable
from config.ids import CallId
from config.settings import Asr

WORKER = (sys.executable, "-m", "asr.pool.worker")
START_TIMEOUT_S = 170.0
UNTENDED_S = 30.0
"""A stream that has ended waits so long for a worker to come; then its rest is left to the recording."""
CLOSE_TIMEOUT_S = 10.0
TICK_S = 0.5
PINGS = 5
"""A worker is asked so many times within the silence that would make it count as hung."""


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


class Slot:
    """A place for a worker: the one that runs there, or when the next is to be started."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.child: Child | None = None
        self.deaths = 0
        self.start_at = 0.0
        self.fault: HotlineError | None = None


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
        command: Sequence[str] = WORKER,
        clock: Callable[[], float] = time.monotonic,
        pause_s: Callable[[int], float] = plan.pause_s,
    ) -> None:
        self.info = info
        self._asr, self._folder, self._emit, self._progress = asr, folder, emit, progress
        self._command, self._clock, self._pause_s = tuple(command), clock, pause_s
        self._lock = threading.Condition()
        self._accounts: dict[int, Account] = {}
        self._last_number = 0
        self._slots = tuple(Slot(number) for number in range(1, _workers(asr, folder) + 1))
        self._untended_since: float | None = None
        self._due: list[Event] = []
        self._said: list[str] = []
        self._notice = ""
        self._closing = False
        self._selector = selectors.DefaultSelector()
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._selector.register(self._woken, selectors.EVENT_READ, None)
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
        self._wake()
        return PoolStream(self, account)

    def pass_on(self, account: Account, change: Callable[[Account], Frame]) -> None:
        """Note in the account and send to its worker; nothing once the stream is finished or over."""
        with self._lock:
            if account.finishing or account.number not in self._accounts:
                return
            frame = change(account)
            child = self._child(account.worker)
            if child is not None:
                child.queue((frame,))
        self._wake()

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
            return tuple(child.pid for child in self._ready())

    def _wait_for_first(self) -> None:
        with self._lock:
            self._lock.wait_for(lambda: any(self._ready()) or all(slot.deaths for slot in self._slots), START_TIMEOUT_S)
            if any(self._ready()):
                return
            fault = next((slot.fault for slot in self._slots if slot.fault), None)
            self._closing = True
        self._wake()
        self._thread.join(CLOSE_TIMEOUT_S)
        raise fault or Unavailable("The recognition workers died while they loaded the model.", "Run: hotline doctor.")

    # Everything below runs on the pool's thread.

    def _run(self) -> None:
        before = self._clock()
        try:
            while not self._closing:
                with self._lock:
                    now = self._clock()
                    self._look_after(now, min(now - before, 2 * TICK_S))
                    before = now
                self._speak()
                heard = [(key.data, mask) for key, mask in self._selector.select(TICK_S)]
                with self._lock:
                    for slot, mask in heard:
                        self._serve(slot, mask)
                self._speak()
        finally:
            self._end_all()

    def _speak(self) -> None:
        """Give out what is due, in order and outside of the lock: who takes it may be slow, or push."""
        with self._lock:
            due, self._due = self._due, []
            said, self._said = self._said, []
        for text in said:
            self._progress(text)
        for event in due:
            self._emit(event)

    def _serve(self, slot: Slot | None, mask: int) -> None:
        if slot is None:
            with contextlib.suppress(BlockingIOError):
                self._woken.recv(4096)
            return
        child = slot.child
        if child is None:
            return
        messages = child.read() if mask & selectors.EVENT_READ else []
        for message in messages or ():
            self._hear(slot, child, message)
        if messages is None and slot.child is child:
            self._lose(slot, "its line closed or brought nonsense")

    def _hear(self, slot: Slot, child: Child, message: dict[str, Any]) -> None:
        if "event" in message:
            self._pass_event(child, int(message.pop("stream")), wire.event_in(message))
        elif "ready" in message:
            child.ready, slot.fault = True, None
            self._untended_since = None
            self._said.append(f"Recognition worker {slot.number} is ready (process {child.pid}).")
            for account in self._accounts.values():
                if account.worker is None:
                    self._entrust(account)
            self._lock.notify_all()
        elif "failed" in message:
            slot.fault = wire.error_in(message["failed"])
            if slot.child is child:
                self._lose(slot, "it cannot load the model")

    def _pass_event(self, child: Child, number: int, event: Event) -> None:
        account = self._accounts.get(number)
        if account is None or account.worker != child.number or not isinstance(event, RecognitionEvent):
            return
        told = account.told(event)
        if told is not None:
            self._due.append(told)
        if isinstance(event, StreamFinished):
            del self._accounts[number]
            self._lock.notify_all()

    def _look_after(self, now: float, passed_s: float) -> None:
        for slot in self._slots:
            if slot.child is not None:
                self._watch(slot, slot.child, passed_s)
            elif now >= slot.start_at:
                self._start(slot)
        self._tend_orphans(now)
        self._tell_notice()
        for slot in self._slots:
            if slot.child is not None:
                slot.child.pump()
                self._selector.modify(slot.child.line, _interest(slot.child), slot)

    def _watch(self, slot: Slot, child: Child, passed_s: float) -> None:
        """End what is hung. Time in which this process itself did not run does not count as silence."""
        child.silent_s += passed_s
        child.age_s += passed_s
        child.pinged_s += passed_s
        if child.ready and child.age_s > plan.SETTLED_AFTER_S:
            slot.deaths = 0
        if child.ready and child.silent_s > self._asr.worker_silent_s:
            self._lose(slot, f"it has been silent for {child.silent_s:.0f} s")
        elif child.unsent > MAX_UNSENT:
            self._lose(slot, f"{child.unsent >> 20} MB wait for it")
        elif not child.ready and child.age_s > START_TIMEOUT_S:
            self._lose(slot, f"it was not ready within {START_TIMEOUT_S:.0f} s")
        elif child.pinged_s > self._asr.worker_silent_s / PINGS:
            child.pinged_s = 0.0
            child.queue((Frame(Kind.PING),))

    def _start(self, slot: Slot) -> None:
        begin = {
            "asr": self._asr.model_dump(mode="json"),
            "folder": str(self._folder.absolute()),
            "info": wire.info_out(self.info),
            "anew": slot.deaths > 0,
        }
        try:
            slot.child = Child(slot.number, self._command)
        except OSError as error:
            self._died(slot, f"it cannot be started: {error}")
            return
        slot.child.queue((Frame(Kind.BEGIN, payload=json.dumps(begin).encode()),))
        self._selector.register(slot.child.line, _interest(slot.child), slot)

    def _lose(self, slot: Slot, why: str) -> None:
        child, slot.child = slot.child, None
        assert child is not None
        self._selector.unregister(child.line)
        how, last_words = child.end()
        for message in last_words:
            self._hear(slot, child, message)
        self._died(slot, f"{why}, {how}")
        for account in self._accounts.values():
            if account.worker == slot.number:
                account.worker = None
                account.spare()
                self._entrust(account)

    def _died(self, slot: Slot, why: str) -> None:
        slot.deaths += 1
        pause = self._pause_s(slot.deaths)
        slot.start_at = self._clock() + pause
        streams = sum(account.worker == slot.number for account in self._accounts.values())
        fault = f" {slot.fault}" if slot.fault else ""
        lost = f"Recognition worker {slot.number} was lost ({why}); {streams} streams go on elsewhere, "
        self._said.append(f"{lost}next start in {pause:.1f} s.{fault}")
        self._lock.notify_all()

    def _entrust(self, account: Account) -> None:
        """Give a stream to the ready worker with the fewest, with all that must be heard again; none: it waits."""
        loads = {child.number: 0 for child in self._ready()}
        for other in self._accounts.values():
            if other.worker in loads:
                loads[other.worker] += 1
        account.worker = plan.least_loaded(loads)
        child = self._child(account.worker)
        if child is None:
            return
        gap = account.gap()
        if gap is not None:
            self._due.append(gap)
        child.queue(account.taken_over())

    def _tend_orphans(self, now: float) -> None:
        """Streams that no worker decodes: tell what is being lost, and end those for which nobody came."""
        if any(self._ready()):
            return
        self._untended_since = now if self._untended_since is None else self._untended_since
        for account in tuple(self._accounts.values()):
            gap = account.open_gap()
            if gap is not None:
                self._due.append(gap)
            if account.finishing and now - self._untended_since > UNTENDED_S:
                self._due += account.given_up()
                del self._accounts[account.number]
                self._lock.notify_all()

    def _tell_notice(self) -> None:
        ready = sum(1 for _ in self._ready())
        text = plan.notice(ready, len(self._slots), died=any(s.deaths and not _up(s) for s in self._slots), faulty=self._faulty())
        if text != self._notice:
            self._notice = text
            self._due.append(Notice(about="workers", text=text))

    def _faulty(self) -> bool:
        return any(slot.fault for slot in self._slots)

    def _ready(self) -> Iterator[Child]:
        return (slot.child for slot in self._slots if slot.child is not None and slot.child.ready)

    def _child(self, number: int | None) -> Child | None:
        return next((child for child in self._ready() if child.number == number), None)

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            self._waker.send(b"\0")

    def _end_all(self) -> None:
        for slot in self._slots:
            if slot.child is not None:
                self._selector.unregister(slot.child.line)
                slot.child.end()
                slot.child = None
        self._selector.close()
        self._waker.close()
        self._woken.close()


def _up(slot: Slot) -> bool:
    return slot.child is not None and slot.child.ready


def _interest(child: Child) -> int:
    return selectors.EVENT_READ | (selectors.EVENT_WRITE if child.unsent else 0)


def _workers(asr: Asr, folder: Path) -> int:
    files: Iterable[Path] = (path for path in folder.rglob("*") if path.is_file())
    return plan.how_many(
        asr.workers,
        cores=len(os.sched_getaffinity(0)),
        free_bytes=psutil.virtual_memory().available,
        model_bytes=sum(path.stat().st_size for path in files),
        streams=asr.max_streams,
    )
