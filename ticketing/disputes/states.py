"""The states of a dispute that is talked out: one table."""

from types import MappingProxyType
from typing import Literal

from ticketing.ledgers import StateTable

DisputeState = Literal["open", "settled", "failed", "withdrawn"]
ENDED = ("settled", "failed")
"""How talks end: an agreement, or the parties shown to the courts; a withdrawn dispute counts nowhere."""

TABLE = StateTable(
    what="这起纠纷",
    steps=MappingProxyType(
        {
            ("open", "talk"): "open",
            ("open", "outcome"): "open",
            ("open", "settle"): "settled",
            ("open", "fail"): "failed",
            ("open", "withdraw"): "withdrawn",
            ("settled", "reopen"): "open",
            ("failed", "reopen"): "open",
        }
    ),
    states=MappingProxyType({"open": "调处中", "settled": "已达成协议", "failed": "未达成协议", "withdrawn": "已撤回"}),
    commands=MappingProxyType(
        {
            "open": "登记",
            "talk": "安排会谈",
            "outcome": "记录会谈结果",
            "settle": "达成协议",
            "fail": "调处终结",
            "withdraw": "撤回",
            "reopen": "再次调处",
        }
    ),
)
