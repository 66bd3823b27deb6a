"""Figures for Prometheus of how the node stands at this moment: engine, signalling, lines outside, queues, agents, ledger.

What each means to an operator stands in ``docs/operators/metrics.md``. No label holds anything of a person.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, get_args

import structlog
from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from config.errors import Unavailable
from hotline.bus_metrics import BusFigures, of_bus
from hotline.happened_metrics import HappenedMetrics
from hotline.recognition_metrics import RecognitionFigures, of_recognition
from telephony.events import AgentState, CallStateName, TelephonyEvent
from telephony.exchange_port import ExchangeSnapshot, LiveQueue
from telephony.media.pace import LATENESS_MS, TICK_S
from telephony.media.process import MediaProcess
from telephony.sip.port import RefusedFor, RegistrationStatus, SipFigures, TrunkStatus

log = structlog.get_logger(__name__)

Engine = Mapping[str, Any]
Rows = Iterable[tuple[str, float]]
SERVING = ("registered", "standby")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the figures are read; ``engine`` raises Unavailable while the media engine does not answer."""

    snapshot: Callable[[], ExchangeSnapshot]
    engine: Callable[[], Awaitable[Engine]]
    signalling: Callable[[], SipFigures]
    unwritten: Callable[[], int]
    recognition: Callable[[], RecognitionFigures | None] = lambda: None
    bus: Callable[[], BusFigures] = lambda: BusFigures(None, 0)


class NodeMetrics:
    """`take` is given every event; `exposition` is the node's part of ``/metrics``."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._registry = CollectorRegistry()
        self._happened = HappenedMetrics(self._registry)

    def take(self, event: TelephonyEvent) -> None:
        self._happened.take(event)

    async def exposition(self) -> bytes:
        now = CollectorRegistry()
        now.register(_Given(self._present(await self._engine())))
        return generate_latest(self._registry) + generate_latest(now)

    async def _engine(self) -> Engine | None:
        try:
            return await self._sources.engine()
        except Unavailable as error:
            log.warning("the media engine does not tell its figures", what=error.what)
            return None

    def _present(self, engine: Engine | None) -> list[Metric]:
        snapshot = self._sources.snapshot()
        return [
            *of_engine(engine),
            *of_signalling(self._sources.signalling()),
            *of_lines(snapshot.registrations, snapshot.trunks),
            *of_floor(snapshot),
            *of_recognition(self._sources.recognition()),
            *of_bus(self._sources.bus()),
            GaugeMetricFamily("hotline_ledger_unwritten_facts", "Facts not written yet.", value=self._sources.unwritten()),
        ]


async def engine_figures(media: MediaProcess) -> Engine:
    """What a living engine tells of itself; nothing is started for it."""
    if media.pid is None:
        raise Unavailable("The media process is not running.", "It is being started again; ask once more.")
    return await media.figures()


class _Given(Collector):
    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        return self._families


def of_engine(engine: Engine | None) -> Iterator[Metric]:
    yield GaugeMetricFamily("hotline_engine_up", "1 while the media engine answers.", value=engine is not None)
    if engine is None:
        return
    pace = engine["pace"]
    yield GaugeMetricFamily("hotline_engine_legs", "Media legs open.", value=engine["legs"])
    yield CounterMetricFamily("hotline_engine_restarts", "Engines that died and were replaced.", value=engine["restarts"])
    yield _lateness(pace)
    yield CounterMetricFamily("hotline_engine_ticks_skipped", "Ticks of 20 ms left out after a stall.", value=pace["skipped"])
    busy_s = pace["busy"] * pace["ticks"] * TICK_S
    yield CounterMetricFamily("hotline_engine_busy_seconds", "Time spent working off ticks.", value=busy_s)
    yield CounterMetricFamily("hotline_tap_frames_dropped", "Frames that recognition never got.", value=engine["tap_dropped"])
    yield GaugeMetricFamily("hotline_tap_pending_bytes", "Sound waiting for recognition.", value=engine["tap_pending_bytes"])


def _lateness(pace: Mapping[str, Any]) -> Metric:
    """The classes as Prometheus wants them: each with all that is below it."""
    bounds = [*(str(bound / 1000.0) for bound in LATENESS_MS), "+Inf"]
    return HistogramMetricFamily(
        "hotline_engine_tick_lateness_seconds",
        "How late each tick of 20 ms began.",
        buckets=list(zip(bounds, accumulate(pace["lateness"]), strict=True)),
        sum_value=pace["lateness_s"],
    )


def of_signalling(sip: SipFigures) -> Iterator[Metric]:
    refused = ((why, float(sip.refused.get(why, 0))) for why in get_args(RefusedFor))
    yield _counter("hotline_sip_refused", "Requests turned away before any work.", "why", refused)
    yield GaugeMetricFamily("hotline_sip_unread_bytes", "Kernel memory of unread datagrams.", value=sip.unread_kb * 1024)
    yield GaugeMetricFamily("hotline_sip_transactions", "SIP transactions alive.", value=sip.transactions)


def of_lines(registrations: Iterable[RegistrationStatus], trunks: Iterable[TrunkStatus]) -> Iterator[Metric]:
    """A trunk of which nothing is known yet, or that is not asked, has no ``up``."""
    trunks = list(trunks)
    up = ((one.registrar, float(one.state in SERVING)) for one in registrations)
    yield _gauge("hotline_registration_up", "1 while we are registered, or another of the group is.", "registrar", up)
    known = ((one.trunk, float(one.state == "up")) for one in trunks if one.state != "unknown")
    yield _gauge("hotline_trunk_up", "1 while the trunk answers OPTIONS.", "trunk", known)
    told = ((one.trunk, one.round_trip_ms / 1000.0) for one in trunks if one.round_trip_ms is not None)
    yield _gauge("hotline_trunk_round_trip_seconds", "Time to the answer to OPTIONS.", "trunk", told)
    yield _gauge("hotline_trunk_calls", "Calls on the trunk.", "trunk", ((one.trunk, float(one.calls)) for one in trunks))


def of_floor(snapshot: ExchangeSnapshot) -> Iterator[Metric]:
    calls, agents = Counter(call.state for call in snapshot.calls), Counter(agent.state for agent in snapshot.agents)
    live = ((state, float(calls[state])) for state in get_args(CallStateName) if state != "ended")
    yield _gauge("hotline_calls", "Live calls by state.", "state", live)
    seated = ((state, float(agents[state])) for state in get_args(AgentState) if state != "offline")
    yield _gauge("hotline_agents", "Agents by state.", "state", seated)
    yield from _queues(snapshot.queues)
    yield GaugeMetricFamily("hotline_surge", "1 during a surge.", value=snapshot.surge)


def _queues(queues: Iterable[LiveQueue]) -> Iterator[Metric]:
    queues = list(queues)
    waiting = ((queue.name, float(queue.waiting)) for queue in queues)
    yield _gauge("hotline_queue_waiting_calls", "Callers waiting.", "queue", waiting)
    longest = ((queue.name, queue.longest_wait_s) for queue in queues)
    yield _gauge("hotline_queue_longest_wait_seconds", "Wait of the first in line.", "queue", longest)
    free = ((queue.name, float(queue.agents_available)) for queue in queues)
    yield _gauge("hotline_queue_agents_available", "Agents who could take its next call.", "queue", free)


def _gauge(name: str, words: str, label: str, rows: Rows) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, number in dict(rows).items():
        family.add_metric([value], number)
    return family


def _counter(name: str, words: str, label: str, rows: Rows) -> Metric:
    family = CounterMetricFamily(name, words, labels=[label])
    for value, number in dict(rows).items():
        family.add_metric([value], number)
    return family
