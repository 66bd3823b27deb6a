"""The words of bulletins: what the codes mean on paper, and on what each rate is based."""

from collections.abc import Mapping

from ticketing.bulletins.periods import BulletinKind

TITLES: Mapping[BulletinKind, str] = {
    "daily": "12345热线运行日报",
    "weekly": "12345热线周分析",
    "monthly": "12345热线月度通报",
    "yearly": "12345热线年度总结",
}
DOCUMENTS: Mapping[BulletinKind, str] = {
    "daily": "bulletin_daily",
    "weekly": "bulletin_weekly",
    "monthly": "bulletin_monthly",
    "yearly": "bulletin_yearly",
}
"""Kinds of `ticketing.documents.kinds`."""
CORRECTION = "bulletin_correction"
BEFORE: Mapping[BulletinKind, str] = {"daily": "前一日", "weekly": "上周", "monthly": "上月", "yearly": "上年"}
TYPES: Mapping[str, str] = {
    "consultation": "咨询",
    "request": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "建议",
    "praise": "表扬",
    "fault": "报障",
}
CHANNELS: Mapping[str, str] = {
    "telephone": "电话",
    "mailbox": "信箱",
    "walk_in": "来访",
    "visit": "接待",
    "grid": "网格",
    "chat": "群聊",
    "110": "110移交",
    "platform": "平台",
}
UNKNOWN = "未分类"

RECEIVED = "统计期内受理的工单"
DUE_CONTACT = "联系时限在统计期内到期的主办工单"
DUE = "办理时限在统计期内到期的工单"
