"""One node of the hotline: the parts are made here, wired here, started in order and stopped in reverse.

trunk ── telephony.sip ─┐                            ┌─ agent_console (REST, WebSockets, pages)
                        ├─ telephony.exchange ── bus ┤
telephony.media ────────┘        │                   └─ ledger (child process) ── ticketing
     └─ tap (Unix socket) ── asr (child process) ── transcriber ─┘
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

import agent_console
from agent_console.app import create_app
from agent_console.live import told_by_others
from agent_console.live.hub import Hub
from agent_console.ports import ConsolePorts, DeskEvent
from agent_console.server import ConsoleServer
from asr.after_call.client import RecordingDecoder
from asr.service import RecognitionClient
from config.errors import BadSetting, HotlineError, Unavailable
from config.ids import CallId, PersonId
from config.settings import Queue, Settings
from hotline import desk_events
from hotline.after_call import READER, AfterCall
from hotline.after_commit import AfterCommit
from hotline.alert_watch import AlertWatch
from hotline.bus import Bus
from hotline.bus_metrics import BusFigures
from hotline.engine_line import second_pass_or_warning
from hotline.home import prepare_home
from hotline.hours import OpeningHours
from hotline.housekeeping import Housekeeping, blocked
from hotline.ledger import Ledger
from hotline.ledger.claim import writing as ledger_of
from hotline.live_notes import LiveNotes
from hotline.message_sending import MessageSender, provider_of
from hotline.node_metrics import NodeMetrics, Sources, engine_figures
from hotline.nodes.naming import address_of, name_of
from hotline.nodes.others import OtherNodes
from hotline.nodes.phone import HousePhone
from hotline.operation.node import OperatedNode
from hotline.operation.taking_up import Applied
from hotline.phone import Partials
from hotline.private_speech import PrivateSpeech
from hotline.promptness import collect_seldom, go_before_the_rest
from hotline.recognition import Transcriber
from hotline.recognition_metrics import RecognitionFigures
from hotline.seating import read_seat
from hotline.webhook_sending import WebhookSender
from telephony.events import CallAnswered, CallEnded, CallEvent, CallOffered, TelephonyEvent
from telephony.exchange import PbxExchange
from telephony.exchange_port import QueueSpec, Seat
from telephony.media.process import MediaProcess
from telephony.media.recording import repair
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.port import RegistrationStatus, TrunkStatus
from ticketing.calls import gaps
from ticketing.calls import service as calls
from ticketing.clocks.load import working_calendar
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.duty import service as duty
from ticketing.figures.terms import Counting
from ticketing.learning.shelf import Shelf
from ticketing.people import service as people

log = structlog.get_logger(__name__)

TAP_DECODER = "telephony.media.tap:TapDecoder"
TAIL_S = 8.0
"""At a stop: how long the last words may take to be decoded before the process ends all the same."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSignIn:
    """The first administrator, made once; the password is shown once and must be changed."""

    username: str
    password: str


def queue_spec(queue: Queue) -> QueueSpec:
    return QueueSpec(
        name=queue.name,
        title=queue.title,
        numbers=queue.numbers,
        digit=queue.digit,
        weight=queue.weight,
        max_length=queue.max_length,
        max_wait_s=queue.max_wait_s,
        overflow_to=queue.overflow_to,
        strategy=queue.strategy,
        relax_s=queue.relax_s,
        offer_s=queue.offer_s,
        announce_every_s=queue.announce_every_s,
        callback_digit=queue.callback_digit,
        on_full=queue.on_full,
        hours=queue.hours,
        wrap_up_s=queue.wrap_up_s,
    )


class Service:
    """`start`, then `stop`; both bounded. One instance for each process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.first_sign_in: FirstSignIn | None = None
        self._stack = AsyncExitStack()
        self._others: OtherNodes | None = None

    @property
    def web_url(self) -> str:
        return self._console.url

    @property
    def sip_address(self) -> str:
        return f"{self.settings.sip.host}:{self.settings.sip.port}/udp"

    @property
    def trunks(self) -> Sequence[TrunkStatus]:
        return self._exchange.snapshot().trunks

    @property
    def registrations(self) -> Sequence[RegistrationStatus]:
        return self._exchange.snapshot().registrations

    @property
    def transcriber(self) -> Transcriber:
        return self._transcriber

    @property
    def _name(self) -> str:
        """Whose calls are whose, where several nodes write into one database; empty for a node alone."""
        return name_of(self.settings) if self.settings.nodes.bus else ""

    @property
    def _reads_recordings(self) -> bool:
        return self.settings.asr.after_call and self.settings.asr.engine != "none"

    async def start(self) -> None:
        """Start every part; on the first failure stop what runs and raise."""
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise

    async def stop(self) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        settings = self.settings
        self._loop = asyncio.get_running_loop()
        go_before_the_rest()
        prepare_home(settings)
        self._database = await asyncio.to_thread(self._open_database)
        self._stack.callback(self._database.close)
        self._applied = Applied(self.settings, self._database.in_force.chosen.values)
        settings = self.settings = self._applied.present
        await asyncio.to_thread(self._recover)
        self._bus = await self._open_bus()
        told = AfterCommit(
            self._loop,
            self._bus,
            still_offered=self._still_offered,
            read_lists=lambda people: self._ledger.todo_lists(people, utc_now()),
            drafted=lambda draft: self._notes.drafted(draft),
        )
        self._database.after_commit(told.rows_soon)
        self._ledger = Ledger(self._applied.for_children, publish=told.event, publish_rows=told.rows, node=self._name)
        await self._ledger.start()
        self._stack.push_async_callback(self._ledger.stop)
        self._partials = Partials()
        self._notes = LiveNotes(contacts=lambda: self._database.city_at_hand.contact_names)
        self._private = PrivateSpeech.on_loop(self.settings.asr, lambda: self._exchange)
        self._after_call = AfterCall(
            self.settings.asr,
            reading=self._database.reading,
            book=self._ledger,
            decoder=RecordingDecoder(self.settings, reader=READER, on_notice=lambda text: log.info("recordings", notice=text)),
            recordings=self.settings.recordings,
            now=utc_now,
        )
        self._transcriber = Transcriber(
            ledger=self._ledger,
            publish=self._bus.publish,
            partials=self._partials,
            now=utc_now,
            on_load=self._after_call.stands,
            on_text=self._private.heard,
            second_pass=second_pass_or_warning(self.settings),
        )
        tap = await self._start_recognition()
        await self._start_exchange(tap)
        await self._start_console()
        keeper = asyncio.create_task(Housekeeping(self._database, self._phone, now=utc_now).run(), name="housekeeping")
        self._stack.push_async_callback(_cancelled, keeper)
        alerts = AlertWatch(
            self.settings,
            self._database,
            board=self._phone.own_board,
            recogniser=self._transcriber.state,
            now=utc_now,
            counting=lambda: Counting.by(self.settings),
        )
        self._stack.push_async_callback(_cancelled, asyncio.create_task(alerts.run(), name="alerts"))
        sender = WebhookSender(self._database, self.settings.law.webhooks, now=utc_now)
        self._stack.push_async_callback(_cancelled, asyncio.create_task(sender.run(), name="webhooks"))
        provider = provider_of(self.settings.law.messages, self.settings.home, utc_now)
        if provider is not None:
            texts = MessageSender(self._database, provider, now=utc_now)
            self._stack.push_async_callback(_cancelled, asyncio.create_task(texts.run(), name="messages"))
        if self._reads_recordings:
            reading = asyncio.create_task(self._after_call.run(), name="after-call")
            self._stack.push_async_callback(_cancelled, reading)
        collect_seldom()

    async def _open_bus(self) -> Bus:
        """This node's own, or the one that all nodes share."""
        if not self.settings.nodes.bus:
            return Bus(self._loop)
        try:
            from hotline.shared_bus import SharedBus
        except ImportError:
            what, remedy = "the client for Redis is not installed.", "Run: pip install 'hotline-12345[nodes]'."
            raise BadSetting("nodes.bus", what, remedy) from None

        shared = await SharedBus.begun(self._loop, self.settings.nodes.bus)
        self._stack.push_async_callback(shared.stop)
        return shared

    def _open_database(self) -> Database:
        city = load_city(self.settings.law.city_data)
        shelf = Shelf(self.settings.learnt, check_s=self.settings.learning.check_s)
        database = open_database(self.settings.database_url, city=city, law=self.settings.law, learnt=shelf.in_use)
        database.in_force.look()
        return database

    def _recover(self) -> None:
        """Close what a crash left open, once its ledger has written its rest: calls, and the headers of their recordings."""
        now = utc_now()
        with ledger_of(self.settings.home), self._database.unit_of_work() as uow:
            made = people.first_admin(uow)
            left = calls.recover(uow, now, node=self._name)
            since = now - timedelta(days=self.settings.asr.after_call_days)
            missing = gaps.recover(uow, now, since, node=self._name) if self._reads_recordings else []
            self._open_sessions = [session for session in duty.open_sessions(uow) if session.ends_at > now]
        if made:
            self.first_sign_in = FirstSignIn(username=made[0], password=made[1])
        for call in missing:
            log.warning("the transcript of a call is not whole; the rest is read from its recording", call=call)
        for call in left:
            log.warning("a call was interrupted by the last stop", call=call)
            for path in self.settings.recordings.rglob(f"{call}.wav"):
                repair(path)

    async def _start_recognition(self) -> str | None:
        client = RecognitionClient(
            self.settings,
            self._transcriber.take,
            decoder=TAP_DECODER,
            on_info=self._transcriber.runs,
            on_notice=lambda notice: log.warning("recognition", notice=notice),
            tail_s=TAIL_S,
        )
        self._recognition = client
        try:
            await client.start()
        except HotlineError as error:
            if self.settings.asr.engine != "auto":
                raise
            log.error("no recognition", what=error.what, remedy=error.remedy)
            return None
        self._stack.push_async_callback(client.stop)
        return client.tap_path

    async def _start_exchange(self, tap: str | None) -> None:
        settings = self.settings
        media = MediaProcess(settings.media, prompts=settings.prompts, tap=tap, native=settings.native)
        sip = PyVoipEndpoint(settings.sip)
        self._metrics = NodeMetrics(
            Sources(
                snapshot=lambda: self._exchange.snapshot(),
                engine=lambda: engine_figures(media),
                signalling=sip.figures,
                unwritten=lambda: self._ledger.waiting,
                recognition=lambda: RecognitionFigures(self._transcriber.info, self._transcriber.load, self._after_call.figures),
                bus=lambda: BusFigures(self._bus.state(), len(self._others.present()) if self._others else 0),
            )
        )
        self._exchange = PbxExchange(
            sip,
            media,
            acd=settings.acd,
            queues=[queue_spec(queue) for queue in settings.queues],
            recordings=settings.recordings,
            emit=self._telephony_event,
            now=utc_now,
            browser_grace_s=settings.media.browser_grace_s,
            hours=OpeningHours(settings.hours, working_calendar(settings.law)),
            early_media=settings.sip.early_media,
        )
        self._stack.push_async_callback(self._exchange.stop)
        await self._exchange.start()

    async def _start_console(self) -> None:
        self._phone = HousePhone(
            self._exchange,
            self._seat_of,
            self._partials,
            self._notes,
            self._transcriber.state,
            self._bus.publish,
            self.settings.queues[0].name,
            tell_supervision=self.settings.acd.tell_agent_supervision,
            deputy_after_s=self.settings.acd.duty_deputy_after_s,
            duty_max_wait_s=self.settings.acd.duty_max_wait_s,
        )
        self._phone.block(await asyncio.to_thread(blocked, self._database, utc_now()))
        for session in self._open_sessions:
            deputy = PersonId(session.deputy.id) if session.deputy else None
            self._phone.opened(session.id, session.title, session.number, PersonId(session.leader), deputy)
        if self._bus.state() is not None:
            name, address = name_of(self.settings), address_of(self.settings)
            self._others = OtherNodes(self._bus, self._phone.own_board, name=name, address=address)
        static = Path(agent_console.__file__).with_name("static")
        ports = ConsolePorts(
            settings=self.settings,
            unit_of_work=self._database.unit_of_work,
            reading=self._database.reading,
            phone=self._phone,
            audio=self._phone,
            events=self._bus,
            duty_queues=self._phone,
            recogniser=self._transcriber.state,
            recordings=self.settings.recordings,
            contacts=lambda: self._database.city_at_hand.contacts,
            static=static if (static / "index.html").is_file() else None,
            now=utc_now,
            figures=self._metrics.exposition,
        )
        ports.node = self._operated(ports)
        with contextlib.suppress(Unavailable):  # a full disk keeps no hotline closed: said in the log, and tried again
            await ports.node.take_up()
        app = await asyncio.to_thread(create_app, ports)  # a second of routes, while calls may come in already
        self._join_the_house(ports, app.state.hub)
        self._console = ConsoleServer(app, self.settings.web)
        await self._console.start()
        self._stack.push_async_callback(self._console.stop)

    def _join_the_house(self, ports: ConsolePorts, hub: Hub) -> None:
        """From now on other nodes are heard, and told of this one's floor, where there is a bus for it."""
        if self._others is None:
            return
        ports.nodes = self._others
        self._phone.among(self._others)
        told_by_others.listen(ports, hub)
        self._others.take_orders(ports)
        self._stack.push_async_callback(_cancelled, asyncio.create_task(self._others.run(), name="other-nodes"))

    def _operated(self, ports: ConsolePorts) -> OperatedNode:
        def taken_up(settings: Settings) -> None:
            self.settings = ports.settings = settings

        node = OperatedNode(
            self._applied,
            self._database,
            self._exchange,
            self._phone,
            spec_of=queue_spec,
            taken_up=taken_up,
            metrics=self._metrics.exposition,
            now=utc_now,
            bus=self._bus,
            others=self._others,
        )
        self._stack.push_async_callback(_cancelled, asyncio.create_task(node.run(), name="operation"))
        return node

    async def _seat_of(self, person: PersonId) -> Seat:
        return await asyncio.to_thread(self._read_seat, person)

    def _read_seat(self, person: PersonId) -> Seat:
        with self._database.reading() as uow:
            return read_seat(uow, person, utc_now(), shift_s=self.settings.acd.shift_s)

    def _telephony_event(self, event: TelephonyEvent) -> None:
        if isinstance(event, CallAnswered):
            self._transcriber.call_answered(event.call, event.agent)
        elif isinstance(event, CallEnded):
            self._transcriber.call_ended(event.call, event.agent)
        self._ledger.telephony(event)
        self._metrics.take(event)
        self._notes.take(event)
        self._private.told(event)
        tell = self.settings.acd.tell_agent_supervision
        call = event.call if isinstance(event, CallEvent) else None
        for desk_event in desk_events.from_telephony(event, self._exchange.glimpse(call), self._notes, tell_supervision=tell):
            self._bus.publish(desk_event)
            if isinstance(event, CallOffered):
                self._ledger.caller_history(event.call, desk_event)

    def _still_offered(self, offer: DeskEvent) -> bool:
        calls_now = self._exchange.glimpse(CallId(offer.data["call"])).calls
        return any(offer.audience.people & set(call.offered_to) for call in calls_now if call.call == offer.data["call"])


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


Announce = Callable[[Service], None]


async def serve(settings: Settings, announce: Announce, stop: asyncio.Event) -> None:
    """Run one node until ``stop`` is set; ``announce`` is called once, when everything answers."""
    service = Service(settings)
    await service.start()
    try:
        announce(service)
        await stop.wait()
    finally:
        await service.stop()
