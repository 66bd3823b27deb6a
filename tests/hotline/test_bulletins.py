"""``hotline bulletin``: figures and papers of a period, as issued where it was, else as a draft that says so."""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from config.errors import BadInput
from config.settings import Settings, load
from hotline import bulletins as commands
from ticketing.bulletins import service
from ticketing.bulletins.schemas import BulletinIn
from ticketing.db import open_database
from ticketing.directory import load_city
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import Actor

AT, AFTER = datetime(2026, 3, 4, 4, tzinfo=UTC), datetime(2026, 4, 1, 4, tzinfo=UTC)
SAID: dict[str, Any] = {
    "type": "complaint", "title": "路灯不亮", "summary": "", "matter": "路灯不亮", "wish": "", "urgent": [], "caller_name": "",
    "caller_number": "16400000001", "callback_number": "", "level": None,
}  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    found = load(home=tmp_path)
    database = open_database(found.database_url, city=load_city(found.law.city_data), law=found.law)
    with database.unit_of_work() as uow:
        tickets.accept(uow, tickets.NewTicket(call_id=None, fields=SAID), by="system", at=AT)
    with database.unit_of_work() as uow:
        who = Actor(id="analyst", roles=frozenset({"analyst"}), unit=None)
        service.issue(uow, BulletinIn(kind="monthly", day=date(2026, 3, 9)), actor=who, at=AFTER)
    database.close()
    return found


def test_what_was_issued_is_exported_as_it_was_and_what_was_not_is_a_draft(settings: Settings, tmp_path: Path) -> None:
    said = list[str]()
    for kind, name in (("monthly", "month.docx"), ("daily", "day.docx")):
        commands.export(settings, kind, "2026-03-04", tmp_path / name, say=said.append)
    month, day = (docx.Document(BytesIO((tmp_path / name).read_bytes())) for name in ("month.docx", "day.docx"))
    assert [line.text for line in month.paragraphs[1:3]] == ["月报〔2026〕1号", "12345热线月度通报（2026年3月）"]
    assert day.paragraphs[0].text == "12345热线运行日报（2026年3月4日）（预览，未发布）"
    commands.export(settings, "weekly", "2026-03-04", tmp_path / "week.pdf", say=said.append)
    assert (tmp_path / "week.pdf").read_bytes().startswith(b"%PDF")
    commands.export(settings, "monthly", "2026-03-04", tmp_path / "month.json", say=said.append)
    assert json.loads((tmp_path / "month.json").read_text())["received"] == 1


def test_the_list_and_the_figures_are_printed_a_line_each(settings: Settings) -> None:
    said = list[str]()
    commands.list_issued(settings, "monthly", say=said.append)
    commands.list_issued(settings, "daily", say=said.append)
    commands.show(settings, "monthly", "2026-03-31", say=said.append)
    assert said[0] == "月报〔2026〕1号\tmonthly\t2026年3月\t1 received\t0 corrections"
    assert said[1] == "2026年3月\t月报〔2026〕1号\t1 received (n/a on last year)"
    assert said[2].startswith("响应率\t0/0\tn/a\t")


def test_a_wrong_kind_day_or_ending_is_said_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    for kind, day, name, match in (("hourly", "2026-03-04", "x.pdf", "kind"), ("daily", "4 March", "x.pdf", "no day")):
        with pytest.raises(BadInput, match=match):
            commands.export(settings, kind, day, tmp_path / name, say=print)
    with pytest.raises(BadInput, match="neither"):
        commands.export(settings, "daily", "2026-03-04", tmp_path / "x.txt", say=print)
