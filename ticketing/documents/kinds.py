"""The kinds of papers: their word in the number (督办〔2026〕12号), their look, and who may read them. One table."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from config.errors import NotFound

WATCHERS = frozenset({"supervisor", "inspector", "dispatcher"})
LEADERS = WATCHERS | {"leader"}
OF_UNITS = frozenset({"handler", "leader"})
"""Roles that read the papers which name their own unit, whatever the kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """``word`` begins the number; ``readers`` are roles."""

    name: str
    word: str
    red_head: bool = False
    readers: frozenset[str] = WATCHERS


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "duty_sheet": Kind(name="领导带班接听记录表", word="带班", readers=LEADERS),
        "urge": Kind(name="催办单", word="催办"),
        "pool": Kind(name="列入督办池通知", word="督池", red_head=True),
        "supervision_opinion": Kind(name="督查意见书", word="督查", red_head=True),
        "supervision_notice": Kind(name="督办通知", word="督办", red_head=True),
        "warning_letter": Kind(name="警示函", word="警示", red_head=True),
        "interview": Kind(name="约谈通知", word="约谈", red_head=True),
        "transfer": Kind(name="问题线索移送函", word="移送", red_head=True),
        "early_warning": Kind(name="预警通报", word="预警", red_head=True),
        "inspection": Kind(name="督查通报", word="督通", red_head=True),
        "meeting_invitation": Kind(name="会议通知", word="会", readers=LEADERS),
        "meeting_minutes": Kind(name="会议纪要", word="会纪", red_head=True, readers=LEADERS),
        "deliberation_record": Kind(name="议事记录", word="议事", readers=LEADERS),
        "four_party_record": Kind(name="四方会谈记录", word="会谈", readers=LEADERS),
        "case_bulletin": Kind(name="案例通报", word="案例", red_head=True, readers=LEADERS),
        "evaluation_bulletin": Kind(name="考核通报", word="通报", red_head=True, readers=LEADERS | {"analyst"}),
        "bulletin_daily": Kind(name="运行日报", word="日报", readers=LEADERS | {"analyst"}),
        "bulletin_weekly": Kind(name="周分析", word="周析", readers=LEADERS | {"analyst"}),
        "bulletin_monthly": Kind(name="月度通报", word="月报", red_head=True, readers=LEADERS | {"analyst"}),
        "bulletin_yearly": Kind(name="年度总结", word="年报", red_head=True, readers=LEADERS | {"analyst"}),
        "bulletin_correction": Kind(name="通报更正", word="更正", red_head=True, readers=LEADERS | {"analyst"}),
        "conditional_list": Kind(name="容缺受理告知单", word="容缺"),
        "conditional_revocation": Kind(name="容缺办理撤销决定书", word="容缺撤", red_head=True),
        "fund_draw": Kind(name="应急包支用单", word="支用"),
    }
)


def kind_named(kind: str) -> Kind:
    try:
        return KINDS[kind]
    except KeyError:
        raise NotFound(f"没有“{kind}”这种文书。", "请刷新文书列表。") from None


def numbered(word: str, year: int, serial: int) -> str:
    """督办〔2026〕12号, in the brackets that official papers use."""
    return f"{word}〔{year}〕{serial}号"


def readable(roles: Collection[str]) -> tuple[str, ...]:
    """The kinds that these roles may read, whomever they name."""
    return tuple(name for name, kind in KINDS.items() if kind.readers & set(roles))
