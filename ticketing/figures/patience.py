"""Staffing with callers who give up: the Erlang A model (M/M/n+M). Pure.

An offered call waits behind a virtual wait whose density is ``λ π(n−1) exp(λ H(x) − nμx)``, with
``H(x) = (1 − e^(−θx))/θ`` the integral of the chance that a patience of rate θ is longer than x.
Source: F. Baccelli, G. Hebuterne, "On queues with impatient customers" (1981); A. Mandelbaum, S. Zeltyn, "Service engineering
in action: the Palm/Erlang-A queue" (2007).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log

from config.errors import BadInput
from ticketing.figures.erlang import blocking

PIECES = 400
"""Even number of pieces for Simpson's rule: the density is smooth, and its error is far below what callers' figures are worth."""
LEAST_S = 0.001
"""Shorter times than a millisecond are nobody's, and leave the numbers that a computer reckons with."""
NOBODY = 1e-300
"""With so small a chance of finding all busy, nobody ever does."""
TAIL = 40.0
"""The density is cut where it has fallen to e^-40 of its top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithPatience:
    """Shares of all callers, ``answered_within`` too; seconds that those wait who are answered; erlangs that are carried."""

    waits: float
    answered_within: float
    abandoned: float
    mean_wait_s: float
    carried: float


def with_patience(erlangs: float, agents: int, handling_s: float, patience_s: float, seconds: float) -> WithPatience:
    """What ``agents`` do with the offered work when callers wait for ``patience_s`` on the mean before they give up."""
    if patience_s < LEAST_S or handling_s < LEAST_S or seconds < 0:
        raise BadInput("平均处理时长和平均耐心须大于零，时限不能为负。", "请改正参数。")
    if erlangs == 0:
        return WithPatience(waits=0.0, answered_within=1.0, abandoned=0.0, mean_wait_s=0.0, carried=0.0)
    arrivals, leaving, giving_up = erlangs / handling_s, agents / handling_s, 1 / patience_s
    full = blocking(erlangs, agents - 1) if agents > 1 else 1.0
    if full < NOBODY:
        return WithPatience(waits=0.0, answered_within=1.0, abandoned=0.0, mean_wait_s=0.0, carried=erlangs)

    def exponent(x: float) -> float:
        return arrivals * (1 - exp(-giving_up * x)) / giving_up - leaving * x

    top = exponent(log(arrivals / leaving) / giving_up) if arrivals > leaving else 0.0
    all_free = exp(-top) / full  # all is measured in e^top, which alone may be beyond any number

    def density(x: float) -> float:
        return arrivals * exp(exponent(x) - top)

    end = _end(exponent, top)
    waiting = _integral(density, end)
    answered = _integral(lambda x: density(x) * exp(-giving_up * x), end)
    prompt = _integral(lambda x: density(x) * exp(-giving_up * x), min(seconds, end))
    waited = _integral(lambda x: x * density(x) * exp(-giving_up * x), end)
    whole = all_free + waiting
    abandoned = max(0.0, (waiting - answered) / whole)
    return WithPatience(
        waits=waiting / whole,
        answered_within=min(1.0, (all_free + prompt) / whole),
        abandoned=abandoned,
        mean_wait_s=waited / (all_free + answered),
        carried=erlangs * (1 - abandoned),
    )


def _end(exponent: Callable[[float], float], top: float) -> float:
    """Seconds after which the density is nothing: found by doubling, its exponent falls for good once it falls."""
    x = 1.0
    while exponent(x) >= top - TAIL or exponent(1.5 * x) > exponent(x):
        x *= 1.5
    return x


def _integral(of: Callable[[float], float], end: float) -> float:
    if end <= 0:
        return 0.0
    step = end / PIECES
    odd = sum(of(step * n) for n in range(1, PIECES, 2))
    even = sum(of(step * n) for n in range(2, PIECES, 2))
    return (of(0.0) + of(end) + 4 * odd + 2 * even) * step / 3
