"""How the house stands as this node sees it, in lines for an operator: the bus, and each node that is heard."""

from collections.abc import Iterator, Sequence

from agent_console.node import Fact
from hotline.bus import BusState
from hotline.nodes.others import OtherNode

HOUSE = "其他节点"


def house_facts(state: BusState, others: Sequence[OtherNode]) -> Iterator[Fact]:
    if not state.heard:
        yield Fact(
            group=HOUSE,
            title="节点间总线",
            value=f"中断（已 {_lasting(state.since_s)}），本节点照常服务",
            state="note",
            remedy="请检查 Redis 和网络；恢复后各桌面会自动重新取得现状。",
        )
        return
    yield Fact(group=HOUSE, title="节点间总线", value=f"正常（已 {_lasting(state.since_s)}）", state="ok")
    if not others:
        remedy = "只有这一个节点时不必理会；否则请检查其他节点。"
        yield Fact(group=HOUSE, title="其他节点", value="没有听到", state="note", remedy=remedy)
    for node in others:
        value = f"{node.address}，坐席 {len(node.board['agents'])}，通话 {len(node.board['calls'])}"
        yield Fact(group=HOUSE, title=f"节点 {node.name}", value=value, state="ok")


def _lasting(seconds: float) -> str:
    return f"{seconds:.0f} 秒" if seconds < 120 else f"{seconds / 60:.0f} 分钟"
