"""Prometheus is told how the node stands and what has happened, in figures that the operators' page explains."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from agent_console.metrics import Metrics
from asr.port import Load, RecognizerInfo
from config.errors import Unavailable
from config.ids import CallId, LegId
from hotline.after_call import AfterCallFigures
from hotline.bus import BusState
from hotline.bus_metrics import BusFigures
from hotline.node_metrics import Engine, NodeMetrics, Sources
from hotline.recognition_metrics import RecognitionFigures
from telephony.events import CallEnded, EndReason, LegMeasured, LegSide
from telephony.exchange_port import ExchangeSnapshot, LiveQueue
from telephony.media.port import LegQuality
from telephony.sip.port import RegistrationStatus, SipFigures, TrunkStatus

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "operators" / "metrics.md"
ENGINE: Engine = {
    "legs": 4, "restarts": 1, "tap_dropped": 7, "tap_pending_bytes": 320,
    "pace": {"ticks": 1_000, "busy": 0.25, "skipped": 12, "lateness": (900, 60, 20, 10, 5, 3, 1, 1), "lateness_s": 1.5},
}  # fmt: skip
SNAPSHOT = ExchangeSnapshot(
    at=NOW,
    calls=(),
    agents=(),
    queues=(LiveQueue(name="general", title="", waiting=3, longest_wait_s=41.0, agents_available=0, duty_session=None),),
    registrations=(
        RegistrationStatus(registrar="pbx", state="registered"),
        RegistrationStatus(registrar="second", state="standby"),
        RegistrationStatus(registrar="gone", state="failed", reason="408"),
    ),
    trunks=(
        TrunkStatus(trunk="carrier", state="up", round_trip_ms=12.0, calls=5),
        TrunkStatus(trunk="spare", state="down", reason="no answer"),
        TrunkStatus(trunk="silent", state="unknown"),
    ),
    surge=True,
)


async def living() -> Engine:
    return ENGINE


async def dead() -> Engine:
    raise Unavailable("The media process is not running.", "")


def node(engine: Any = living) -> NodeMetrics:
    sip = SipFigures(refused={"backlog": 9}, unread_kb=2, transactions=30)
    info = RecognizerInfo(engine="vosk", model="m", language="zh", interims=True)
    load = Load(step="after_call", lag_s=3.5, live=5, postponed=2)
    recognition = RecognitionFigures(info, load, AfterCallFigures(waiting=4, decoded=8, vain=1))
    return NodeMetrics(
        Sources(
            snapshot=lambda: SNAPSHOT,
            engine=engine,
            signalling=lambda: sip,
            unwritten=lambda: 6,
            recognition=lambda: recognition,
            bus=lambda: BusFigures(BusState(heard=True, since_s=5.0, unsent=0, begun_anew=1), 1),
        )
    )


def read(metrics: NodeMetrics) -> dict[tuple[str, str], float]:
    """Every sample by its name and its labels' values, in the order of the labels' names."""
    text = asyncio.run(metrics.exposition()).decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    found = {(one.name, ",".join(value for _, value in sorted(one.labels.items()))): one.value for one in samples}
    assert len(found) == len(samples), "Prometheus refuses a sample that is told twice"
    return found


def measured(side: LegSide, **figures: Any) -> LegMeasured:
    return LegMeasured(at=NOW, call=CallId("c"), side=side, quality=LegQuality(leg=LegId("l"), **figures))


def test_lines_queues_and_refusals_are_told_by_name() -> None:
    told = read(node())
    assert [told["hotline_registration_up", name] for name in ("pbx", "second", "gone")] == [1, 1, 0]
    assert [told.get(("hotline_trunk_up", name)) for name in ("carrier", "spare", "silent")] == [1, 0, None]
    assert (told["hotline_trunk_round_trip_seconds", "carrier"], told["hotline_trunk_calls", "carrier"]) == (0.012, 5)
    assert (told["hotline_queue_waiting_calls", "general"], told["hotline_queue_longest_wait_seconds", "general"]) == (3, 41)
    assert (told["hotline_sip_refused_total", "backlog"], told["hotline_sip_refused_total", "full"]) == (9, 0)
    assert (told["hotline_sip_unread_bytes", ""], told["hotline_ledger_unwritten_facts", ""], told["hotline_surge", ""]) == (
        2048,
        6,
        1,
    )


def test_the_engines_lateness_is_a_histogram_of_all_ticks() -> None:
    told = read(node())
    bucket = "hotline_engine_tick_lateness_seconds_bucket"
    assert [told[bucket, bound] for bound in ("0.001", "0.002", "0.02", "0.1", "+Inf")] == [900, 960, 995, 999, 1000]
    assert told["hotline_engine_tick_lateness_seconds_count", ""] == 1000
    assert told["hotline_engine_tick_lateness_seconds_sum", ""] == 1.5
    assert told["hotline_engine_busy_seconds_total", ""] == pytest.approx(5.0)
    assert (told["hotline_engine_restarts_total", ""], told["hotline_tap_frames_dropped_total", ""]) == (1, 7)


def test_an_engine_that_is_gone_takes_only_its_own_figures_with_it() -> None:
    told = read(node(dead))
    assert told["hotline_engine_up", ""] == 0
    assert ("hotline_engine_legs", "") not in told
    assert told["hotline_sip_transactions", ""] == 30


def test_legs_that_ended_are_counted_by_what_they_were() -> None:
    metrics = node()
    metrics.take(measured("caller", mos=4.3, jitter_ms=4.0, packets_received=990, packets_lost=10, round_trip_ms=30.0))
    metrics.take(measured("transfer_target", mos=3.1, jitter_ms=40.0, packets_received=100))
    told = read(metrics)
    assert [told["hotline_leg_mos_bucket", f"{le},caller"] for le in ("4.2", "4.3")] == [0, 1]
    assert told["hotline_leg_loss_ratio_sum", "caller"] == pytest.approx(0.01)
    assert told["hotline_leg_jitter_seconds_sum", "transfer_target"] == pytest.approx(0.04)
    assert told["hotline_leg_round_trip_seconds_count", "caller"] == 1
    assert ("hotline_leg_round_trip_seconds_count", "transfer_target") not in told


def test_a_leg_without_rtp_says_nothing_of_the_network() -> None:
    metrics = node()
    metrics.take(measured("agent", packets_received=500))
    assert not [name for name, _ in read(metrics) if name.startswith("hotline_leg_")]


def test_calls_are_counted_by_how_they_ended() -> None:
    metrics = node()
    ends: tuple[tuple[EndReason, float], ...] = (("completed", 90.0), ("completed", 30.0), ("abandoned", 0.0))
    for reason, talked_s in ends:
        over = {"by": "caller", "queue": None, "agent": None, "waited_s": 1.0}
        metrics.take(CallEnded(at=NOW, call=CallId("c"), reason=reason, talked_s=talked_s, **over))  # type: ignore[arg-type]
    told = read(metrics)
    assert (told["hotline_calls_ended_total", "completed"], told["hotline_calls_ended_total", "abandoned"]) == (2, 1)
    assert (told["hotline_call_talk_seconds_count", ""], told["hotline_call_talk_seconds_sum", ""]) == (2, 120)


def test_the_operators_page_explains_every_figure_and_no_other() -> None:
    metrics = node()
    metrics.take(measured("caller", mos=4.3, round_trip_ms=30.0))
    text = asyncio.run(metrics.exposition()).decode() + Metrics().exposition().decode()
    types = re.findall(r"^# TYPE (hotline_\w+) (\w+)$", text, re.MULTILINE)
    told = {(name, kind) for name, kind in types if not name.endswith("_created")}
    explained = set(re.findall(r"^\| `(hotline_\w+)` \| (\w+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == explained


def test_recognition_says_how_late_it_is_which_step_holds_and_what_waits() -> None:
    told = read(node())
    assert (told["hotline_asr_up", ""], told["hotline_asr_lag_seconds", ""], told["hotline_asr_step", ""]) == (1, 3.5, 3)
    assert (told["hotline_asr_channels", "live"], told["hotline_asr_channels", "after_call"]) == (5, 2)
    assert (told["hotline_asr_gaps_waiting", ""], told["hotline_asr_gaps_read_total", "done"]) == (4, 8)
