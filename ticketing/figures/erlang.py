"""Staffing by Erlang C: who waits, and for how long, when so many agents share so much work. Pure.

Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges" (1917). Checked by the domain notes' case: 10 erlangs, 180 s, 14 agents → 0.174 wait, 88.8 % within 20 s.
"""

from collections.abc import Callable
from math import ceil, exp

from config.errors import BadInput

MAX_AGENTS = 10_000


def blocking(erlangs: float, agents: int) -> float:
    """Erlang B: the share that finds all busy where nobody waits; by its recursion, which neither overflows nor loses digits."""
    _check(erlangs, agents)
    blocked = 1.0
    for seats in range(1, agents + 1):
        blocked = erlangs * blocked / (seats + erlangs * blocked)
    return blocked


def waiting_probability(erlangs: float, agents: int) -> float:
    """The share of callers who wait at all; 1 where the work is more than the agents can do."""
    _check(erlangs, agents)
    if agents <= erlangs:
        return 1.0
    blocked = blocking(erlangs, agents)
    return blocked / (1 - (erlangs / agents) * (1 - blocked))


def answered_within(erlangs: float, agents: int, handling_s: float, seconds: float) -> float:
    """The share of callers who are answered within ``seconds`` when a call takes ``handling_s`` on the mean."""
    if handling_s <= 0 or seconds < 0:
        raise BadInput("平均处理时长须大于零，时限不能为负。", "请改正参数。")
    waits = waiting_probability(erlangs, agents)
    return 1 - waits * exp(-max(agents - erlangs, 0) * seconds / handling_s)


def mean_wait(erlangs: float, agents: int, handling_s: float) -> float | None:
    """ASA in seconds over all callers; None where the queue would grow without end."""
    if agents <= erlangs:
        return None
    return waiting_probability(erlangs, agents) * handling_s / (agents - erlangs)


def occupied(carried: float, agents: int) -> float:
    """The share of their time that agents are busy, at most all of it."""
    return min(1.0, carried / agents)


def agents_needed(erlangs: float, handling_s: float, seconds: float, goal: float) -> int:
    """The fewest agents with whom the share ``goal`` (below 1) is answered within ``seconds``."""
    return fewest(lambda agents: answered_within(erlangs, agents, handling_s, seconds), goal, least=max(1, int(erlangs)))


def fewest(share: Callable[[int], float], goal: float, *, least: int = 1) -> int:
    """The fewest agents from ``least`` on whose ``share``, which never falls with more of them, reaches ``goal`` (below 1)."""
    if not 0 < goal < 1:
        raise BadInput("服务水平目标须在0与1之间。", "例如填写 0.8。")
    if least > MAX_AGENTS:
        raise _too_much()
    below, above = least - 1, least
    while share(above) < goal:
        if above == MAX_AGENTS:
            raise _too_much()
        below, above = above, min(MAX_AGENTS, above + max(1, above - least + 1))
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if share(middle) >= goal else (middle, above)
    return above


def seats(agents: int, shrinkage: float) -> int:
    """How many must be on the roster for ``agents`` to sit there when the share ``shrinkage`` is away (leave, pauses)."""
    if not 0 <= shrinkage < 1:
        raise BadInput("缺勤损耗须在0与1之间。", "例如填写 0.3。")
    return ceil(round(agents / (1 - shrinkage), 9))


def _too_much() -> BadInput:
    return BadInput("话务量超出可计算范围。", f"坐席数以{MAX_AGENTS}为限，请核对话务量。")


def _check(erlangs: float, agents: int) -> None:
    if erlangs < 0 or not 1 <= agents <= MAX_AGENTS:
        raise BadInput("话务量不能为负，坐席数须在1与10000之间。", "请改正参数。")
