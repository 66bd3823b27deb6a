"""Figures of the console for Prometheus: requests, desks, events. No label holds anything of a person."""

import time
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """One console's own registry, so that several consoles may live in one process (tests)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "hotline_http_requests", "Requests by method, route and status.", ["method", "route", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "hotline_http_seconds", "Time to the answer's first byte.", ["route"], buckets=SECONDS, registry=self.registry
        )
        self.desks = Gauge("hotline_desks", "Pages connected to the live events.", registry=self.registry)
        self.closed = Counter("hotline_desks_closed", "Desks closed by us, by code.", ["code"], registry=self.registry)
        self.audio = Gauge("hotline_browser_legs", "Browser audio connections.", registry=self.registry)
        self.audio_dropped = Counter(
            "hotline_browser_frames_dropped", "Frames dropped towards slow browsers.", registry=self.registry
        )

    def exposition(self) -> bytes:
        """Our figures, then those that the process itself has."""
        return generate_latest(self.registry) + generate_latest(REGISTRY)


def metrics_of(connection: HTTPConnection) -> Metrics:
    metrics: Metrics = connection.app.state.metrics
    return metrics


class Measured:
    """Counts every HTTP request under its route's template, never under its path."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await self.app(scope, receive, counted)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route: Any = scope.get("route")
        template = getattr(route, "path", "other")
        self.metrics.requests.labels(scope["method"], template, str(status)).inc()
        self.metrics.seconds.labels(template).observe(seconds)
