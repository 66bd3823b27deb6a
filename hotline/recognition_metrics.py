"""Figures for Prometheus of recognition: how far behind it is, which step holds, and what waits for recordings."""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from asr.ladder import LADDER
from asr.port import Load, RecognizerInfo
from hotline.after_call import AfterCallFigures


@dataclass(frozen=True, slots=True)
class RecognitionFigures:
    """As the recogniser stands at this moment."""

    info: RecognizerInfo
    load: Load
    after_call: AfterCallFigures


def of_recognition(figures: RecognitionFigures | None) -> Iterator[Metric]:
    """Nothing where the node has no recognition at all."""
    if figures is None:
        return
    load, later = figures.load, figures.after_call
    yield GaugeMetricFamily("hotline_asr_up", "1 while anything recognises.", value=figures.info.engine != "none")
    yield GaugeMetricFamily("hotline_asr_lag_seconds", "How far recognition is behind the live audio.", value=load.lag_s)
    yield GaugeMetricFamily("hotline_asr_step", "Step of the ladder, 0 normal to 4.", value=tuple(LADDER).index(load.step))
    channels = GaugeMetricFamily("hotline_asr_channels", "Channels of live calls.", labels=["read"])
    channels.add_metric(["live"], load.live)
    channels.add_metric(["after_call"], load.postponed)
    yield channels
    yield GaugeMetricFamily("hotline_asr_gaps_waiting", "Stretches that wait to be read from recordings.", value=later.waiting)
    read = CounterMetricFamily("hotline_asr_gaps_read", "Stretches read from recordings, by result.", labels=["result"])
    read.add_metric(["done"], later.decoded)
    read.add_metric(["vain"], later.vain)
    yield read
