"""The states of a meeting and every step between them: one table."""

from types import MappingProxyType
from typing import Literal

from ticketing.ledgers import StateTable

MeetingState = Literal["planned", "invited", "held", "signed", "cancelled"]
_AHEAD = ("planned", "invited")
_OPEN = (*_AHEAD, "held")

TABLE = StateTable(
    what="这次会议",
    steps=MappingProxyType(
        {
            ("planned", "invite"): "invited",
            ("invited", "invite"): "invited",
            ("planned", "hold"): "held",
            ("invited", "hold"): "held",
            ("held", "sign_off"): "signed",
            ("signed", "append"): "signed",
            ("planned", "cancel"): "cancelled",
            ("invited", "cancel"): "cancelled",
            ("invited", "reply"): "invited",
            ("held", "decide"): "held",
        }
        | {(state, "change"): state for state in _AHEAD}
        | {(state, command): state for state in _OPEN for command in ("add_party", "remove_party", "add_item", "remove_item")}
        | {("held", "attend"): "held", ("held", "write_minutes"): "held"}
    ),
    states=MappingProxyType(
        {"planned": "筹备中", "invited": "已通知", "held": "已召开", "signed": "纪要已签发", "cancelled": "已取消"}
    ),
    commands=MappingProxyType(
        {
            "invite": "发出通知",
            "change": "修改安排",
            "add_party": "增加参会方",
            "remove_party": "移除参会方",
            "add_item": "增加议题",
            "remove_item": "移除议题",
            "reply": "答复邀请",
            "hold": "记为已召开",
            "attend": "登记到会",
            "write_minutes": "记录纪要",
            "decide": "形成决议",
            "sign_off": "签发纪要",
            "append": "补记",
            "cancel": "取消",
            "plan": "筹备",
            "remind": "会前提醒",
        }
    ),
)
