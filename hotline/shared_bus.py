"""The event bus of several nodes: what one node publishes reaches the desks of all, by way of Redis.

A desk hears its own node at once; the word to the others goes out behind it. Each node numbers what it sends. Who misses a number
(Redis was away, a queue was full) cannot know what was in it: that node's readers end, its desks take a new snapshot from the
database, which all nodes share. Redis keeps nothing, so it may be lost at any time: each node then goes on by itself, and what
waited to be sent is thrown away with its numbers, for an old event after a new snapshot would be wrong.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Self

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from agent_console.ports import Audience, DeskEvent
from config.errors import BadInput, BadSetting, Unavailable
from config.ids import PersonId
from hotline.bus import Bus, BusState
from hotline.nodes.asking import ANSWER, ASK, Answerer, Questions

CHANNEL = "hotline.events.1"
UNSENT = 10_000
"""Events that wait for Redis; the oldest leave, and the others notice the gap in the numbers."""
PAUSE_S, LONGEST_PAUSE_S = 0.2, 2.0
ANSWER_S = 5.0
CHECK_S = 5.0
"""How often a node says that it is there when it has nothing else to say."""
SILENT_S = 3 * CHECK_S
BEAT = ""
"""The type of what is no event: it says that the node is there, its newest number, and how many were ``lost`` before it."""
WORD = "@"
"""Begins the type of what is said to nodes, not to desks."""
LOST = (RedisError, OSError, asyncio.TimeoutError)
log = structlog.get_logger(__name__)


def beat(lost: int = 0) -> DeskEvent:
    return DeskEvent(type=BEAT, data={"lost": lost}, audience=Audience())


def written(event: DeskEvent, node: str, seq: int) -> bytes:
    """One event on the wire."""
    told = {
        "node": node,
        "seq": seq,
        "type": event.type,
        "data": event.data,
        "people": sorted(event.audience.people),
        "roles": sorted(event.audience.roles),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def read(message: bytes) -> tuple[str, int, DeskEvent]:
    """The node that sent it, its number there, the event; BadInput for anything that is none of ours."""
    try:
        told = json.loads(message)
        data: Mapping[str, Any] = told["data"]
        audience = Audience(people=frozenset(map(PersonId, told["people"])), roles=frozenset(told["roles"]))
        return str(told["node"]), int(told["seq"]), DeskEvent(type=str(told["type"]), data=dict(data), audience=audience)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"A message of the bus cannot be read: {error!r}.", "Let nothing else use this Redis database.") from None


class Numbers:
    """Which numbers of other nodes have come. Pure."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def whole(self, node: str, seq: int, *, beat: bool) -> bool:
        """Whether nothing is missing before this event, or before this beat, which repeats the newest number.

        A node that is heard for the first time begins anywhere.
        """
        last = self._last.get(node)
        self._last[node] = seq
        return last is None or seq == (last if beat else last + 1)


def _client(url: str) -> Redis:
    try:
        once = Retry(NoBackoff(), 0)  # `SharedBus._again` tries again; a client that does so too would double the pauses
        return Redis.from_url(url, socket_connect_timeout=ANSWER_S, socket_keepalive=True, retry=once)
    except ValueError as error:  # its words do not repeat the URL, which may hold a password
        raise BadSetting("nodes.bus", f"this is no URL of Redis: {error}.", "Write redis://HOST:6379/0 or rediss://…") from None


class SharedBus(Bus):
    """``url`` is Redis' (``redis://HOST:6379/0``, ``rediss://`` with TLS). `start` and `stop` bound its life."""

    def __init__(self, loop: asyncio.AbstractEventLoop, url: str, *, node: str = "") -> None:
        super().__init__(loop, node=node)
        self._redis = _client(url)
        self._unsent: asyncio.Queue[DeskEvent] = asyncio.Queue(UNSENT)
        self._seq = 0
        self._lost = 0
        self._numbers = Numbers()
        self._tasks: list[asyncio.Task[None]] = []
        self._questions = Questions(self.say)
        self._sending = asyncio.Lock()
        self._begun_anew = 0
        self._turned = loop.time()
        self.listening = asyncio.Event()
        """Set while other nodes are heard."""

    def publish(self, event: DeskEvent) -> None:
        super().publish(event)
        self._put(event)

    def say(self, kind: str, data: Mapping[str, Any]) -> None:
        self._put(DeskEvent(type=WORD + kind, data=data, audience=Audience()))

    def answer(self, about: str, answerer: Answerer) -> None:
        self._questions.on(about, answerer)

    async def ask(self, node: str, about: str, data: Mapping[str, Any], within_s: float) -> Mapping[str, Any]:
        if not self.listening.is_set():
            raise Unavailable("节点之间的连接中断，指令送不到另一个节点。", "请稍后再试，或到那个节点登录后操作。")
        return await self._questions.ask(node, about, data, within_s)

    def state(self) -> BusState:
        since_s = self._loop.time() - self._turned
        heard = self.listening.is_set()
        return BusState(heard=heard, since_s=since_s, unsent=self._unsent.qsize(), begun_anew=self._begun_anew)

    def interrupt(self) -> None:
        self._begun_anew += 1
        super().interrupt()

    def _put(self, event: DeskEvent) -> None:
        if self._unsent.full():
            self._unsent.get_nowait()
            self._seq += 1  # a number that nobody will see: the others take new snapshots
        self._unsent.put_nowait(event)

    async def start(self) -> None:
        """Begin to send and to hear; Redis may come later."""
        for name, work in (("bus-out", self._send), ("bus-in", self._hear)):
            self._tasks.append(asyncio.create_task(self._again(name, work), name=name))

    async def stop(self) -> None:
        """What is being sent is sent to its end first: a connection that is cut while it works is closed by nobody."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._sending.acquire(), ANSWER_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._questions.stop()
        with contextlib.suppress(*LOST):
            await self._redis.aclose()

    async def _again(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """The work until the bus stops, over lost connections, after pauses that grow."""
        pause, loop = PAUSE_S, asyncio.get_running_loop()
        while True:
            begun = loop.time()
            try:
                await work()
            except LOST as error:
                log.warning("the bus to the other nodes is down", part=name, trouble=str(error) or type(error).__name__)
                with contextlib.suppress(*LOST):  # idle connections died with the one that was used: each would cost a try
                    await self._redis.connection_pool.disconnect(inuse_connections=False)
            except Exception:  # one event that cannot be written must not silence all that come after it
                log.exception("the bus stumbled; what it lost is missed by its number", part=name)
            pause = PAUSE_S if loop.time() - begun > LONGEST_PAUSE_S else min(2 * pause, LONGEST_PAUSE_S)
            await asyncio.sleep(pause)

    async def _send(self) -> None:
        """Each event, and a beat at the beginning and in silence: so that a number that was lost is missed soon."""
        async with self._sending, asyncio.timeout(ANSWER_S):
            await self._redis.ping()
        self._let_go()
        await self._out(beat(self._lost), self._seq)
        self._lost = 0
        while True:
            try:
                async with asyncio.timeout(CHECK_S):  # wait_for would swallow a stop that comes together with an event
                    event = await self._unsent.get()
            except TimeoutError:
                await self._out(beat(), self._seq)
                continue
            if event.type != WORD + ASK or self._questions.waits(event.data["ask"]):
                self._seq += 1
                await self._out(event, self._seq)

    def _let_go(self) -> None:
        """What waited for a connection is older than the snapshots that desks take now."""
        while not self._unsent.empty():
            self._unsent.get_nowait()
            self._seq += 1
            self._lost += 1

    async def _out(self, event: DeskEvent, seq: int) -> None:
        async with self._sending, asyncio.timeout(ANSWER_S):
            await self._redis.publish(CHANNEL, written(event, self.node, seq))

    async def _hear(self) -> None:
        """Every beginning ends the readers: what was said before, nobody here knows. Silence, even of our own beat, is a loss."""
        try:
            async with self._redis.pubsub() as line:
                await line.subscribe(CHANNEL)
                while (message := await line.get_message(timeout=SILENT_S)) is not None:
                    if message["type"] == "message":
                        self._take(message["data"])
                    else:
                        self.interrupt()
                        self._turn(listening=True)
        finally:
            self._turn(listening=False)
        raise TimeoutError("nothing comes from Redis")

    def _take(self, message: bytes) -> None:
        try:
            node, seq, event = read(message)
        except BadInput as error:
            log.error("the bus heard something else", what=error.what)
            return
        if node == self.node:
            return
        is_beat = event.type == BEAT
        whole = self._numbers.whole(node, seq, beat=is_beat) and not (is_beat and event.data.get("lost"))
        if not whole:
            log.warning("events of another node were lost; desks take new snapshots", node=node, seq=seq)
            self.interrupt()
        if event.type.startswith(WORD):
            self._take_word(node, event.type.removeprefix(WORD), event.data)
        elif whole and not is_beat:
            super().publish(event)

    def _take_word(self, node: str, kind: str, data: Mapping[str, Any]) -> None:
        if kind not in (ASK, ANSWER):
            self._word(node, kind, data)
        elif data.get("to") == self.node:
            if kind == ASK:
                self._questions.asked(node, data)
            else:
                self._questions.answered(data)

    def _turn(self, *, listening: bool) -> None:
        if listening != self.listening.is_set():
            self._turned = self._loop.time()
        if listening:
            self.listening.set()
        else:
            self.listening.clear()

    @classmethod
    async def begun(cls, loop: asyncio.AbstractEventLoop, url: str) -> Self:
        bus = cls(loop, url)
        await bus.start()
        return bus
