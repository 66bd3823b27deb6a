"""The node's own lines: what is well says nothing to do, what is not says what."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import load
from hotline.operation import standing

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hours", "words"), [(1.5, "1.5 小时"), (47, "47.0 小时"), (72, "3 天")])
def test_a_start_is_told_by_the_citys_clock_and_how_long_ago(hours: float, words: str) -> None:
    _, started, _ = standing._node(load(), NOW - timedelta(hours=hours), NOW)
    local = NOW - timedelta(hours=hours) + timedelta(hours=8)
    assert started.value == f"{local:%Y-%m-%d %H:%M}（{words}）"


@pytest.mark.parametrize(("host", "state"), [("127.0.0.1", "ok"), ("0.0.0.0", "note")])
def test_pages_without_a_certificate_are_well_on_this_machine_only(host: str, state: str) -> None:
    settings = load()
    settings = settings.model_copy(update={"web": settings.web.model_copy(update={"host": host, "certificate": None})})
    fact = standing._certificate(settings, NOW)
    assert (fact.state, bool(fact.remedy)) == (state, state != "ok")


def test_a_certificate_that_cannot_be_read_is_missing(tmp_path: Path) -> None:
    settings = load()
    web = settings.web.model_copy(update={"certificate": tmp_path / "none.pem"})
    assert standing._certificate(settings.model_copy(update={"web": web}), NOW).state == "missing"


def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load().model_copy(update={"home": tmp_path})
    monkeypatch.setattr(standing, "FREE_DISK_MB", 10**12)
    facts = {fact.title: fact for fact in standing._data(settings)}
    assert (facts["数据磁盘"].state, bool(facts["数据磁盘"].remedy)) == ("note", True)
    monkeypatch.setattr(standing, "FREE_DISK_MB", 0)
    assert [fact.state for fact in standing._data(settings)] == ["ok", "ok", "ok"]
