"""All of the engine but its process: commands in, ticks out."""

import gc
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from config.errors import HotlineError
from config.settings import Media
from telephony.media import native, wire
from telephony.media.clip import ClipShelf
from telephony.media.control import Control
from telephony.media.disk import Disk
from telephony.media.loop import Loop
from telephony.media.pace import Pace
from telephony.media.port import MediaEvent
from telephony.media.switch import Switch
from telephony.media.tap_link import TapLink

_COLLECT_EVERY = 500
_COLLECT_SLACK_S = 0.008
_READS = 64
_LAST_WRITES_S = 3.0
_ANSWER_WAIT_S = 2.0


class Node:
    """Commands in, ticks out; built from the first control message."""

    def __init__(self, settings: wire.Message, control: Control, sockets: tuple[int, int]) -> None:
        self._control = control
        self._warnings: deque[str] = deque(maxlen=100)
        self._loop = Loop(self._warnings.append)
        self._disk = Disk()
        self._shelf = ClipShelf(Path(settings["prompts"]), self._warnings.append)
        self._shelf.warm()
        tap = TapLink(settings["tap"]) if settings["tap"] else None
        self._tap = tap
        self._switch = Switch(
            Media(**settings["media"]),
            shelf=self._shelf,
            disk=self._disk,
            tap=tap,
            watch=self._loop,
            emit=self._emit,
            report=self._warnings.append,
        )
        self._commands = self._table()
        self._waiting: deque[tuple[int, float, wire.Message]] = deque()
        self._loop.add_prompt(sockets[0], self._read_control)
        self._loop.add_prompt(sockets[1], self._read_audio)
        self.stopping = False

    def _table(self) -> Mapping[str, Callable[..., Any]]:
        switch = self._switch
        named = (
            switch.open_rtp, switch.open_pipe, switch.connect, switch.close,
            switch.play, switch.stop_play, switch.hear, switch.bridge, switch.unbridge, switch.mute, switch.send_digits,
            switch.record, switch.pause_recording, switch.stop_recording, switch.tap, switch.untap,
        )  # fmt: skip
        return {**{command.__name__: command for command in named}, "figures": self._figures, "stop": self._stop}

    def _emit(self, event: MediaEvent) -> None:
        self._control.send(wire.event_message(event))

    def _stop(self) -> None:
        self.stopping = True

    def _figures(self) -> dict[str, Any]:
        tap = self._tap
        return {
            "legs": len(self._switch),
            "compiled": native.is_used(),
            "tap_dropped": tap.dropped if tap else 0,
            "tap_pending_bytes": tap.pending_bytes if tap else 0,
            "pace": asdict(self._pace.figures()),
        }

    # reading

    def _read_control(self, now_s: float, _: float) -> None:
        for _ in range(_READS):
            message = self._control.receive()
            if message is None:
                return
            self._switch.set_time(self._pace.tick, now_s)
            self._obey(message)

    def _obey(self, message: wire.Message) -> None:
        name, ask = message.pop("do"), message.pop("ask", None)
        try:
            answer: wire.Message = {"value": self._commands[name](**message)}
        except HotlineError as error:
            answer = {"error": wire.error_fields(error)}
        except Exception as error:  # one wrong command must not end all calls
            self._warnings.append(f"{name}: {type(error).__name__}: {error}")
            answer = {"error": ["Unavailable", f"The media engine could not {name}.", "See its log."]}
        if ask is not None:
            self._answer(name, {"answer": ask, **answer})

    def _answer(self, name: str, message: wire.Message) -> None:
        """A close is answered when all recordings so far are on disk, so that who waits for it may read them."""
        ticket = self._disk.ticket
        if name == "close" and not self._disk.has_done(ticket):
            self._waiting.append((ticket, time.monotonic() + _ANSWER_WAIT_S, message))
        else:
            self._control.send(message)

    def _read_audio(self, now_s: float, _: float) -> None:
        self._switch.set_time(self._pace.tick, now_s)
        for _ in range(_READS):
            data = self._control.receive_audio()
            if not data:
                return
            for number, frame in wire.unpack_audio(data):
                self._switch.take_audio(number, frame)

    # time

    def run(self) -> None:
        """Until told to stop, the control socket closes or a SIGTERM comes."""
        self._pace = Pace(time.monotonic())
        while not (self.stopping or self._control.closed):
            self._loop.wait(self._pace.deadline_s - time.monotonic())
            late_s = time.monotonic() - self._pace.deadline_s
            if late_s >= 0:
                # While a tick is overdue the clock of the packets stands still: our own lateness is not theirs.
                self._loop.read_packets(self._pace.deadline_s, time.time() - late_s)
                self._ticks()
        self._switch.shut_down()
        self._disk.close(_LAST_WRITES_S)
        self._shelf.close()

    def _ticks(self) -> None:
        now_s = time.monotonic()
        missed = self._pace.overdue(now_s)
        if missed:
            self._switch.set_time(self._pace.tick, now_s)
            self._switch.skip(missed)
            self._pace.skip(missed)
        while now_s >= self._pace.deadline_s:
            self._switch.set_time(self._pace.tick, now_s)
            for data in wire.pack_audio(self._switch.step(self._pace.deadline_s)):
                self._control.send_audio(data)
            ended_s = time.monotonic()
            self._pace.done(now_s, ended_s)
            now_s = ended_s
            self._settle(now_s)

    def _settle(self, now_s: float) -> None:
        """What may wait for the end of a tick: answers, warnings, the garbage collector."""
        while self._waiting and (self._disk.has_done(self._waiting[0][0]) or now_s > self._waiting[0][1]):
            self._control.send(self._waiting.popleft()[2])
        for sentences in (self._warnings, self._disk.failures):
            while sentences:
                self._control.send({"log": sentences.popleft()})
        self._control.pump()
        if self._pace.tick % _COLLECT_EVERY == 0 and self._pace.deadline_s - now_s > _COLLECT_SLACK_S:
            gc.collect()
