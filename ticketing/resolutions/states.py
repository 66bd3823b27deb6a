"""The states of what is followed until done: one table. Only a person closes, and only with evidence."""

from types import MappingProxyType
from typing import Literal

from ticketing.ledgers import StateTable

ResolutionState = Literal["open", "reported", "closed", "withdrawn"]
ResolutionKind = Literal["task", "names_unit", "topic", "exposure"]
OVER = frozenset({"closed", "withdrawn"})

TABLE = StateTable(
    what="这项决议",
    steps=MappingProxyType(
        {
            ("open", "progress"): "open",
            ("open", "report"): "reported",
            ("reported", "return"): "open",
            ("open", "close"): "closed",
            ("reported", "close"): "closed",
            ("open", "postpone"): "open",
            ("open", "withdraw"): "withdrawn",
            ("reported", "withdraw"): "withdrawn",
            ("open", "remind"): "open",
            ("open", "overdue"): "open",
        }
    ),
    states=MappingProxyType({"open": "落实中", "reported": "待核实", "closed": "已办结", "withdrawn": "已撤销"}),
    commands=MappingProxyType(
        {
            "decide": "形成",
            "progress": "填写进展",
            "report": "报告落实",
            "return": "退回继续落实",
            "close": "核实办结",
            "postpone": "调整期限",
            "withdraw": "撤销",
            "remind": "到期提醒",
            "overdue": "超期通报",
        }
    ),
)
