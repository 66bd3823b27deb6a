"""Staffing by Erlang C: who waits, and for how long, when so many agents share so much work. Pure.

Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges" (1917). Checked by the domain notes' case: 10 erlangs, 180 s, 14 agents → 0.174 wait, 88.8 % within 20 s.
"""

from math import exp

from config.errors import BadInput

MAX_AGENTS = 10_000


def waiting_probability(erlangs: float, agents: int) -> float:
    """The share of callers who wait at all; 1 where the work is more than the agents can do."""
    _check(erlangs, agents)
    if agents <= erlangs:
        return 1.0
    blocked = 1.0  # Erlang B by its recursion, which neither overflows nor loses digits
    for seats in range(1, agents + 1):
        blocked = erlangs * blocked / (seats + erlangs * blocked)
    return blocked / (1 - (erlangs / agents) * (1 - blocked))


def answered_within(erlangs: float, agents: int, handling_s: float, seconds: float) -> float:
    """The share of callers who are answered within ``seconds`` when a call takes ``handling_s`` on the mean."""
    if handling_s <= 0 or seconds < 0:
        raise BadInput("平均处理时长须大于零，时限不能为负。", "请改正参数。")
    waits = waiting_probability(erlangs, agents)
    return 1 - waits * exp(-max(agents - erlangs, 0) * seconds / handling_s)


def agents_needed(erlangs: float, handling_s: float, seconds: float, goal: float) -> int:
    """The fewest agents with whom the share ``goal`` (below 1) is answered within ``seconds``."""
    if not 0 < goal < 1:
        raise BadInput("服务水平目标须在0与1之间。", "例如填写 0.8。")
    for agents in range(max(1, int(erlangs)), MAX_AGENTS + 1):
        if answered_within(erlangs, agents, handling_s, seconds) >= goal:
            return agents
    raise BadInput(f"话务量{erlangs:g}爱尔兰超出可计算范围。", f"坐席数以{MAX_AGENTS}为限，请核对话务量。")


def _check(erlangs: float, agents: int) -> None:
    if erlangs < 0 or not 1 <= agents <= MAX_AGENTS:
        raise BadInput("话务量不能为负，坐席数须在1与10000之间。", "请改正参数。")
