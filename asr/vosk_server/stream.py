"""One channel of one call at a farm: sent within a window, heard in order, taken to another server when one fails."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection

from asr.gate.sieve import Sieve
from asr.timeline import BYTES_PER_SAMPLE
from asr.vosk_server import protocol
from asr.vosk_server.backlog import Backlog, Break, Missing, Piece
from asr.vosk_server.dial import FAILURES, Dialer, Silent, closed_as_too_big, hung_up
from asr.vosk_server.keeper import Keeper
from asr.vosk_server.protocol import BadReply, Heard, Interim, Reply
from asr.vosk_server.session import Sent, Session
from asr.vosk_server.speaker import Speaker

TAIL_SILENCE_S = 0.3
WAIT_S = 1.0
# A server that refuses longer messages (1009) gets shorter ones, down to a packet of the telephone.
SHORTEST_MESSAGE_S = 0.02
# The same stretch of speech breaks so many connections in a row, then it is left to the recording: it may be the cause.
BREAKS_BY_ONE_STRETCH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Seconds of audio kept for another server, sent ahead of the replies; seconds in which the tail must be heard."""

    keep_s: float
    window_s: float
    tail_s: float


class ServerStream:
    """Its methods are called on the event loop's thread (`asr.vosk_server.engine` takes them there); `run` is its life."""

    def __init__(
        self,
        speaker: Speaker,
        rate: int,
        *,
        keeper: Keeper,
        dialer: Dialer,
        bounds: Bounds,
        name_of: Callable[[str], str],
        clock: Callable[[], float],
        sieve: Sieve | None = None,
    ) -> None:
        self._speaker, self._rate, self._keeper, self._dialer = speaker, rate, keeper, dialer
        self._bounds, self._name_of, self._clock = bounds, name_of, clock
        self._backlog = Backlog(rate, bounds.keep_s, sieve)
        self._news = asyncio.Event()
        self._left: asyncio.Timeout | None = None
        self._longest_s = 1.0
        self._broke, self._broke_at = 0, -1
        self._avoid: tuple[str, ...] = ()
        self._held: str | None = None
        self._moving = False

    def push(self, pcm: bytes, time_ms: int | None, arrived: float) -> None:
        self._backlog.push(pcm, time_ms, arrived)
        if (quiet_s := self._backlog.quiet_s) is not None:
            self._speaker.behind(quiet_s, 0.0, arrived)
        self._news.set()

    def flush(self) -> None:
        self._backlog.flush()
        self._news.set()

    def finish(self) -> None:
        """From now on the tail has ``tail_s`` seconds; what no server has heard by then is a gap."""
        if self._backlog.ended:
            return
        self._backlog.end()
        self._news.set()
        if self._left is not None:
            self._left.reschedule(asyncio.get_running_loop().time() + self._bounds.tail_s)

    async def run(self, on_end: Callable[[], None] = lambda: None) -> None:
        """Serve until the tail is heard or given up; ``on_end`` is called before the last event."""
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._bounds.tail_s if self._backlog.ended else None) as self._left:
                    await self._serve()
        except Exception as error:
            self._speaker.fail(f"识别中断：{error}")
        finally:
            self._speaker.missing(self._backlog.give_up_all(), "lost")
            self._hold(None)
            on_end()
            self._speaker.finished()

    async def _serve(self) -> None:
        while not self._backlog.done:
            if not self._backlog.waiting:
                await self._wait()
            elif (url := self._held or await self._keeper.choose(self._avoid, WAIT_S)) is not None:
                await self._converse(url)

    async def _wait(self) -> None:
        self._news.clear()
        if not self._backlog.done and not self._backlog.waiting:
            await self._news.wait()

    async def _converse(self, url: str) -> None:
        """Speak to one server until an utterance is ended on purpose, the stream is done or better off elsewhere, or it fails."""
        session = Session(self._rate, self._bounds.window_s)
        self._hold(url)
        self._avoid, self._moving = (), False
        try:
            socket = await self._dialer.open(url)
            async with hung_up(socket):
                await socket.send(protocol.begin(self._rate))
                await self._talk(socket, session, url)
            if self._moving:
                self._backlog.again()
        except FAILURES as error:
            self._lost(url, session, error)
        finally:
            if self._held == url:
                self._hold(None)

    def _hold(self, url: str | None) -> None:
        """Be counted at this address, and no longer where it was before."""
        if self._held is not None:
            self._keeper.farm.left(self._held)
        if url is not None:
            self._keeper.farm.took(url)
        self._held = url

    async def _talk(self, socket: ClientConnection, session: Session, url: str) -> None:
        hearing = asyncio.create_task(self._hear(socket, session, url))
        sending = asyncio.create_task(self._send(socket, session))
        try:
            await asyncio.wait({hearing, sending}, return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                hearing.result()
            else:
                sending.result()
                if not self._backlog.done:
                    await hearing
        finally:
            hearing.cancel()
            sending.cancel()
            await asyncio.gather(hearing, sending, return_exceptions=True)

    async def _send(self, socket: ClientConnection, session: Session) -> None:
        """Send what there is, within the window, until the utterance is ended on purpose or all is answered."""
        while not session.ending and not self._backlog.done:
            self._news.clear()
            item = self._backlog.next(self._message_samples()) if session.has_room else None
            match item:
                case Piece():
                    session.sent(item, self._clock())
                    await socket.send(item.pcm)
                case Break() if not session.fed:
                    self._backlog.broken(item.at)
                case Break():
                    await self._end(socket, session)
                case Missing():
                    self._speaker.missing(item, "lost")
                    if session.fed:
                        await self._end(socket, session)
                case None:
                    await self._news.wait()

    async def _end(self, socket: ClientConnection, session: Session) -> None:
        """Silence after the speech helps the last word; it counts for no time of the call."""
        left = int(TAIL_SILENCE_S * self._rate)
        while left > 0:
            samples = min(left, self._message_samples())
            session.sent_more(self._clock(), last=False)
            await socket.send(bytes(samples * BYTES_PER_SAMPLE))
            left -= samples
        session.sent_more(self._clock(), last=True)
        await socket.send(protocol.END)

    async def _hear(self, socket: ClientConnection, session: Session, url: str) -> None:
        while not self._backlog.done:
            reply = await self._reply(socket, session)
            message = session.answered(self._clock())
            self._keeper.answered(url, self._clock() - message.arrived)
            self._take(reply, session, message, url)
            self._news.set()
            if message.last:
                self._backlog.broken(message.upto)
                return
            if isinstance(reply, Heard) and not session.ending and (idler := self._keeper.farm.idler(url)) is not None:
                self._hold(idler)
                self._moving = True
                return

    async def _reply(self, socket: ClientConnection, session: Session) -> Reply:
        """Return the next reply; raise Silent when one is owed for too long."""
        silent_s = self._dialer.silent_s
        while session.silent_for(self._clock()) < silent_s:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(silent_s / 4):
                    return protocol.read(await socket.recv())
        raise Silent(f"gave no reply for {silent_s:g} s")

    def _take(self, reply: Reply, session: Session, message: Sent, url: str) -> None:
        now, until_s = self._clock(), message.at / self._rate
        if isinstance(reply, Interim):
            if message.last:
                raise BadReply("the end of a stream is answered by an interim text")
            self._speaker.hint(reply.text, until_s, now)
            self._backlog.replied(message.upto, ended=False)
        else:
            from_s = self._backlog.answered_s
            self._backlog.answered(message.upto, message.at)
            self._backlog.replied(message.upto, ended=True)
            words = session.words(reply, from_s, message)
            self._speaker.say(reply.text, words, from_s, until_s, self._name_of(url))
        self._speaker.behind(until_s, max(0.0, now - message.arrived), now)

    def _lost(self, url: str, session: Session, error: BaseException) -> None:
        """The connection is gone: blame the address, and make ready to send again what it has not answered."""
        self._keeper.failed(url, error)
        self._avoid = (url,)
        if closed_as_too_big(error):
            self._longest_s = max(SHORTEST_MESSAGE_S, self._longest_s / 4)
        if session.fed:
            self._count_break()
        self._backlog.again()

    def _count_break(self) -> None:
        stretch = self._backlog.answered_until
        self._broke = self._broke + 1 if stretch == self._broke_at else 1
        self._broke_at = stretch
        if self._broke >= BREAKS_BY_ONE_STRETCH:
            self._speaker.missing(self._backlog.give_up_sent(), "failed")

    def _message_samples(self) -> int:
        return max(1, int(min(self._longest_s, self._speaker.chunk_s) * self._rate))
