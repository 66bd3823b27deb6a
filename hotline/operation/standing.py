"""How this node stands, in lines for an operator: version, database, disks, lines, certificate, models."""

import platform
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from agent_console.api.status import our_version
from agent_console.node import Fact
from config.errors import HotlineError
from config.settings import Settings
from hotline.backup import last as last_backup
from hotline.certificates import expiry
from hotline.doctor import CERTIFICATE_DAYS_LEFT, FREE_DISK_MB
from hotline.model_commands import listing
from telephony.exchange_port import ExchangeSnapshot

NODE, DATA, LINES, SPEECH = "节点", "数据", "线路", "语音"
BACK_UP = "请技术人员检查定时备份（hotline backup）。"
MODEL_STATES = {"not installed": "未安装", "incomplete": "不完整", "installed": "已安装", "compiled": "已安装并编译"}
LINE_STATES = {
    "registered": "已注册",
    "trying": "正在注册",
    "failed": "注册失败",
    "standby": "备用",
    "up": "正常",
    "down": "中断",
}


def facts(settings: Settings, snapshot: ExchangeSnapshot, started: datetime, now: datetime) -> tuple[Fact, ...]:
    """Reads disks and folders: not on the loop."""
    return (
        *_node(settings, started, now),
        *_data(settings),
        _backup(settings, now),
        *_lines(settings, snapshot),
        *_speech(settings),
    )


def _node(settings: Settings, started: datetime, now: datetime) -> Iterator[Fact]:
    hours = (now - started).total_seconds() / 3600
    started = started.astimezone(ZoneInfo(settings.law.timezone))
    since = f"{started:%Y-%m-%d %H:%M}（{hours / 24:.0f} 天）" if hours >= 48 else f"{started:%Y-%m-%d %H:%M}（{hours:.1f} 小时）"
    yield Fact(group=NODE, title="版本", value=f"{our_version()}，Python {platform.python_version()}", state="ok")
    yield Fact(group=NODE, title="启动于", value=since, state="ok")
    yield _certificate(settings, now)


def _certificate(settings: Settings, now: datetime) -> Fact:
    if settings.web.certificate is None:
        local = settings.web.host in ("127.0.0.1", "localhost")
        remedy = "" if local else "浏览器不允许在 http 页面使用麦克风，请技术人员配置证书。"
        return Fact(group=NODE, title="网页证书", value="未使用（http）", state="ok" if local else "note", remedy=remedy)
    try:
        until = expiry(settings.web.certificate)
    except HotlineError as error:
        return Fact(group=NODE, title="网页证书", value=error.what, state="missing", remedy="请技术人员更换证书。")
    left = (until - now).days
    good = left >= CERTIFICATE_DAYS_LEFT
    value = f"有效至 {until:%Y-%m-%d}（还有 {left} 天）"
    return Fact(
        group=NODE, title="网页证书", value=value, state="ok" if good else "note", remedy="" if good else "请尽快更换证书。"
    )


def _data(settings: Settings) -> Iterator[Fact]:
    kind = settings.database_url.partition(":")[0].partition("+")[0]
    yield Fact(
        group=DATA, title="数据库", value=f"{'PostgreSQL' if kind == 'postgresql' else 'SQLite'}{_size(settings)}", state="ok"
    )
    for title, folder in (("数据磁盘", settings.home), ("录音磁盘", settings.recordings)):
        existing = next(path for path in (folder, *folder.resolve().parents) if path.exists())
        usage = shutil.disk_usage(existing)
        good = usage.free // 1_000_000 >= FREE_DISK_MB
        value = f"剩余 {usage.free / 1e9:.1f} GB，共 {usage.total / 1e9:.1f} GB"
        remedy = "" if good else "请清理磁盘，一小时录音约 115 MB。"
        yield Fact(group=DATA, title=title, value=value, state="ok" if good else "note", remedy=remedy)


def _backup(settings: Settings, now: datetime) -> Fact:
    """Old is to be looked at, none at all or one of twice that age is missing."""
    made, old_s = last_backup(settings), settings.database.backup_old_s
    if made is None:
        return Fact(group=DATA, title="最近备份", value="没有备份记录", state="missing", remedy=BACK_UP)
    age_s = (now - made.at).total_seconds()
    local = made.at.astimezone(ZoneInfo(settings.law.timezone))
    value = f"{local:%Y-%m-%d %H:%M}（{age_s / 3600:.0f} 小时前）"
    state: Literal["ok", "note", "missing"] = "ok" if age_s <= old_s else "note" if age_s <= 2 * old_s else "missing"
    return Fact(group=DATA, title="最近备份", value=value, state=state, remedy="" if state == "ok" else BACK_UP)


def _size(settings: Settings) -> str:
    path = Path(settings.database_url.removeprefix("sqlite:///"))
    return f"，{path.stat().st_size / 1e6:.1f} MB" if settings.database_url.startswith("sqlite") and path.is_file() else ""


def _lines(settings: Settings, snapshot: ExchangeSnapshot) -> Iterator[Fact]:
    known = {one.trunk: one for one in snapshot.trunks}
    for trunk in settings.sip.trunks:
        state = known[trunk.name].state if trunk.name in known else "unknown"
        value = f"{trunk.host}，{LINE_STATES.get(state, '不探测')}"
        remedy = "请检查对端和网络。" if state == "down" else ""
        yield Fact(group=LINES, title=f"中继 {trunk.name}", value=value, state="note" if state == "down" else "ok", remedy=remedy)
    for one in snapshot.registrations:
        failed = one.state == "failed"
        value = LINE_STATES.get(one.state, one.state) + (f"，{one.reason}" if one.reason and failed else "")
        remedy = "请检查账号、地址和网络。" if failed else ""
        yield Fact(group=LINES, title=f"注册 {one.registrar}", value=value, state="note" if failed else "ok", remedy=remedy)


def _speech(settings: Settings) -> Iterator[Fact]:
    here = [row for row in listing(settings) if row["state"] != "not installed"]
    for row in here:
        broken = row["state"] == "incomplete"
        value = f"{MODEL_STATES[row['state']]}，{row['size_mb']} MB"
        yield Fact(
            group=SPEECH,
            title=row["name"],
            value=value,
            state="note" if broken else "ok",
            remedy="请重新安装。" if broken else "",
        )
    if not here:
        yield Fact(group=SPEECH, title="识别模型", value="没有安装", state="note", remedy="请技术人员安装识别模型。")
