"""Figures for Prometheus of what has happened since the start: how calls ended, and how good the legs that ended were."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from telephony.events import CallEnded, LegMeasured, TelephonyEvent

JITTER_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2)
LOSS_RATIO = (0.0, 0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2)
ROUND_TRIP_S = (0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
MOS = (1.5, 2.0, 2.5, 3.0, 3.3, 3.6, 3.8, 4.0, 4.2, 4.3, 4.4)
TALK_S = (10.0, 30.0, 60.0, 120.0, 180.0, 240.0, 360.0, 600.0, 1200.0, 3600.0)
SIDE = ("side",)


class HappenedMetrics:
    """`take` is given every event of telephony."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._ended = Counter("hotline_calls_ended", "Calls that ended, by reason.", ["reason"], registry=registry)
        self._talked = Histogram(
            "hotline_call_talk_seconds", "Talking time of answered calls.", registry=registry, buckets=TALK_S
        )
        self._jitter = Histogram(
            "hotline_leg_jitter_seconds",
            "Interarrival jitter of RTP legs at their end.",
            SIDE,
            registry=registry,
            buckets=JITTER_S,
        )
        self._loss = Histogram(
            "hotline_leg_loss_ratio", "Share of packets lost on RTP legs.", SIDE, registry=registry, buckets=LOSS_RATIO
        )
        self._round_trip = Histogram(
            "hotline_leg_round_trip_seconds", "Round trip of legs whose peer sends RTCP.", SIDE, registry=registry,
            buckets=ROUND_TRIP_S,
        )  # fmt: skip
        self._mos = Histogram("hotline_leg_mos", "MOS of RTP legs by the E-model (G.107).", SIDE, registry=registry, buckets=MOS)

    def take(self, event: TelephonyEvent) -> None:
        match event:
            case CallEnded():
                self._ended.labels(event.reason).inc()
                if event.talked_s:
                    self._talked.observe(event.talked_s)
            case LegMeasured():
                self._leg(event)
            case _:
                pass

    def _leg(self, leg: LegMeasured) -> None:
        """A leg that nothing came from, and a browser's, which has no RTP, say nothing of the network."""
        quality = leg.quality
        if quality.mos is None:
            return
        self._mos.labels(leg.side).observe(quality.mos)
        self._jitter.labels(leg.side).observe(quality.jitter_ms / 1000.0)
        should = quality.packets_received + quality.packets_lost
        self._loss.labels(leg.side).observe(quality.packets_lost / should if should else 0.0)
        if quality.round_trip_ms is not None:
            self._round_trip.labels(leg.side).observe(quality.round_trip_ms / 1000.0)
