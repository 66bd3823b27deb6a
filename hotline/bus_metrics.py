"""Figures for Prometheus of the bus between nodes; none where a node is alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from hotline.bus import BusState


@dataclass(frozen=True, slots=True)
class BusFigures:
    """``others``: nodes that are heard besides this one."""

    state: BusState | None
    others: int


def of_bus(figures: BusFigures) -> Iterator[Metric]:
    state = figures.state
    if state is None:
        return
    yield GaugeMetricFamily("hotline_bus_up", "1 while other nodes can be heard.", value=state.heard)
    yield GaugeMetricFamily("hotline_bus_nodes", "Other nodes that are heard.", value=figures.others)
    yield GaugeMetricFamily("hotline_bus_unsent", "Events and words that wait for Redis.", value=state.unsent)
    yield CounterMetricFamily(
        "hotline_bus_begun_anew", "Times that desks were sent for new snapshots, events being lost.", value=state.begun_anew
    )
