"""The process that reads recordings, from the event loop: started when there is work, ended when there is none."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Callable, Sequence
from typing import Any

from asr import wire
from asr.after_call.job import EngineAway, Job, job_out
from asr.port import Final
from asr.process import environment
from config.errors import BadInput, Unavailable
from config.settings import Settings

START_TIMEOUT_S = 180.0
END_TIMEOUT_S = 2.0
WORKER = (sys.executable, "-m", "asr.after_call.worker")


class RecordingDecoder:
    """One job at a time (`decode`), from one task. ``reader`` names what gives the sound (``module:function``)."""

    def __init__(
        self,
        settings: Settings,
        *,
        reader: str,
        on_notice: Callable[[str], None] = lambda _: None,
        command: Sequence[str] = WORKER,
    ) -> None:
        self._settings, self._reader, self._on_notice, self._command = settings, reader, on_notice, tuple(command)
        self._child: asyncio.subprocess.Process | None = None
        self._lines: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._engine = ""
        self._held = False

    @property
    def pid(self) -> int | None:
        """The process, None while there is none."""
        return self._child.pid if self._child is not None else None

    def hold(self, on: bool) -> None:
        """Rest while live calls need the machine; also for a process that is started later."""
        if on != self._held:
            self._held = on
            self._send(hold=on)

    async def ready(self, engine: str) -> None:
        """Have the process run with this engine; raises what it says is wrong."""
        try:
            await self._have(engine)
        except (OSError, BadInput, ValueError, TimeoutError) as error:
            await self.rest()
            raise Unavailable(f"读取录音的进程不能启动：{error}") from None

    async def decode(self, job: Job) -> list[Final]:
        """Return what is said, in order of time; raises Unavailable (why, in a sentence) and ends the process when it is
        broken, or when it takes longer than ``asr.after_call_most_s``; EngineAway while there is nobody to ask."""
        try:
            async with asyncio.timeout(self._settings.asr.after_call_most_s):
                await self._have(job.engine)
                self._send(job=job_out(job))
                return await self._result(job.name)
        except TimeoutError:
            await self.rest()
            raise Unavailable("读取录音用时过长。") from None
        except (OSError, BadInput, ValueError) as error:
            await self.rest()
            raise Unavailable(f"读取录音的进程中断：{error}") from None

    async def rest(self) -> None:
        """End the process; the next job starts another."""
        writer, self._writer, self._lines = self._writer, None, None
        if writer is not None:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), END_TIMEOUT_S)

    async def _have(self, engine: str) -> None:
        if self._child is not None and self._child.returncode is None and self._engine == engine:
            return
        await self.rest()
        ours, theirs = socket.socketpair()
        with theirs:
            fd = theirs.fileno()
            arguments = (*self._command, "--control", str(fd), "--reader", self._reader)
            self._child = await asyncio.create_subprocess_exec(*arguments, pass_fds=(fd,), env=environment())
        self._lines, self._writer = await asyncio.open_unix_connection(sock=ours, limit=wire.MAX_LINE)
        self._engine = engine
        asr = self._settings.asr
        models = str(self._settings.models.absolute())
        self._send(asr=asr.model_dump(mode="json"), models=models, engine=engine, niceness=asr.after_call_niceness)
        async with asyncio.timeout(START_TIMEOUT_S):
            while "ready" not in (message := await self._next()):
                if "failed" in message:
                    await self.rest()
                    raise wire.error_in(message["failed"])
        self._send(hold=self._held)

    async def _result(self, name: str) -> list[Final]:
        finals: list[Final] = []
        while True:
            message = await self._next()
            if message.get("done") == name:
                return finals
            if message.get("away") == name:
                raise EngineAway(str(message["what"]))
            if message.get("vain") == name:
                raise Unavailable(str(message["what"]))
            if message.get("name") == name:
                event = wire.event_in({key: value for key, value in message.items() if key != "name"})
                if isinstance(event, Final):
                    finals.append(event)

    async def _next(self) -> dict[str, Any]:
        line = await self._lines.readline() if self._lines is not None else b""
        if not line:
            raise OSError("它的连接断开了")
        message = wire.decode(line)
        if "notice" in message:
            self._on_notice(str(message["notice"]))
        return message

    def _send(self, **message: Any) -> None:
        if self._writer is not None:
            self._writer.write(wire.encode(message))
