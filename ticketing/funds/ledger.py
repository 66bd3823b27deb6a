"""The ledger of a pool: what moves its balance, and what stood at a day. Pure; amounts are whole fen.

The balance is the sum of the rows. It never goes below zero: a move that would is refused before it is written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, cast

from config.errors import BadInput, Conflict

EntryKind = Literal[
    "budget_set", "budget_raised", "budget_lowered", "carried_in", "carried_out", "lapsed", "reserved", "released", "returned"
]
MAX_FEN = 100_000_000_000
"""One billion yuan: more is a slip of the pen."""
UP: frozenset[EntryKind] = frozenset({"budget_set", "budget_raised", "carried_in", "released", "returned"})
BUDGET: frozenset[EntryKind] = frozenset({"budget_set", "budget_raised", "budget_lowered", "carried_in"})
DRAWN: frozenset[EntryKind] = frozenset({"reserved", "released", "returned"})
ENTRY_NAMES: Mapping[EntryKind, str] = MappingProxyType(
    {
        "budget_set": "年初预算",
        "budget_raised": "追加预算",
        "budget_lowered": "调减预算",
        "carried_in": "上年结转",
        "carried_out": "结转下年",
        "lapsed": "年终收回",
        "reserved": "用款占用",
        "released": "用款释放",
        "returned": "结算退回",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: ``amount_fen`` with its sign."""

    pool_id: str
    at: datetime
    kind: EntryKind
    amount_fen: int


def signed(kind: EntryKind, amount_fen: int) -> int:
    """The amount with the sign of its kind. BadInput unless it is above zero and within reason."""
    if not 0 < amount_fen <= MAX_FEN:
        raise BadInput(f"金额{yuan(amount_fen)}不正确。", f"请填写大于0、不超过{yuan(MAX_FEN)}的金额。")
    return amount_fen if kind in UP else -amount_fen


def moved(balance_fen: int, amount_fen: int) -> int:
    """The balance after a signed amount; Conflict when it would go below zero."""
    after = balance_fen + amount_fen
    if after < 0:
        raise Conflict(f"余额不足：可用{yuan(balance_fen)}，需要{yuan(-amount_fen)}。", "请减少金额，或先追加预算。")
    return after


def balance(entries: Iterable[Entry], as_of: datetime | None = None) -> int:
    """The sum of the rows, those after ``as_of`` left out."""
    return sum(entry.amount_fen for entry in entries if as_of is None or entry.at <= as_of)


def total(entries: Iterable[Entry], kinds: frozenset[EntryKind]) -> int:
    return sum(entry.amount_fen for entry in entries if entry.kind in kinds)


def yuan(fen: int) -> str:
    """80,000元, with the cents where there are some."""
    amount = Decimal(fen) / 100
    return f"{amount:,.0f}元" if fen % 100 == 0 else f"{amount:,.2f}元"


def entry_kind(text: str) -> EntryKind:
    return cast(EntryKind, text)
