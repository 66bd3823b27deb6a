"""The city's tables over HTTP: only administrators import; everybody signed in sees the tree; citizens what is public."""

import base64
import json
from typing import Any

import httpx
import pytest

from agent_console.guard import MAX_BODY_BYTES
from agent_console.rate import MINUTE_S, MOST_ADDRESSES, Rate, TooOften
from tests.agent_console.conftest import Site

pytestmark = pytest.mark.anyio
HEAD = "name,number,unit_code,quick\n"


def file(name: str, text: str) -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(text.encode()).decode()}


async def preview(client: httpx.AsyncClient, text: str, mode: str = "merge") -> dict[str, Any]:
    answer = await client.post("/api/city/imports/preview", json={"files": [file("contacts.csv", text)], "mode": mode})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_an_import_is_previewed_published_and_exported(site: Site) -> None:
    async with await site.signed_in("root1") as client:
        seen = await preview(client, HEAD + "新热线,02510077777,,no\n")
        assert [(t["table"], t["added"], t["removed"]) for t in seen["tables"]] == [("contacts", 1, 0)]
        request = {
            "files": [file("contacts.csv", HEAD + "新热线,02510077777,,no\n")], "mode": "merge", "base": seen["base"],
            "digest": seen["digest"], "note": "试",
        }  # fmt: skip
        made = await client.post("/api/city/imports", json=request)
        assert made.status_code == 201, made.text
        again = await client.post("/api/city/imports", json=request)
        exported = await client.get("/api/city/versions/current/export/contacts.csv")
        listed = (await client.get("/api/city/versions", params={"limit": 1})).json()
        detail = (await client.get(f"/api/city/versions/{made.json()['id']}")).json()
        rows = (await client.get("/api/city/versions/current/tables/contacts", params={"q": "新热线"})).json()
        xlsx = await client.get("/api/city/versions/current/export/duty.xlsx")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "Conflict")
    assert "新热线,02510077777" in exported.content.decode("utf-8-sig")
    assert "filename*=UTF-8''" in exported.headers["content-disposition"]
    assert xlsx.content.startswith(b"PK")
    assert (listed["items"][0]["number"], listed["next"]) == (2, "2")
    assert detail["tables"][0]["changes"][0]["what"] == "added"
    assert rows["total"] == 1


async def test_a_waiting_version_is_withdrawn_with_a_reason(site: Site) -> None:
    async with await site.signed_in("root1") as client:
        files = [file("contacts.csv", HEAD + "新热线,02510077777,,no\n")]
        seen = await preview(client, HEAD + "新热线,02510077777,,no\n")
        request = {"files": files, "mode": "merge", "base": seen["base"], "digest": seen["digest"]}
        later = await client.post("/api/city/imports", json=request | {"effective_at": "2099-01-01T00:00:00+08:00"})
        naive = await client.post("/api/city/imports", json=request | {"effective_at": "2099-01-01T00:00:00"})
        gone = await client.post(f"/api/city/versions/{later.json()['id']}/withdraw", json={"why": "填错日期"})
    assert (later.status_code, later.json()["state"]) == (201, "waiting")
    assert naive.status_code == 422
    assert (gone.json()["state"], gone.json()["withdrawn_why"]) == ("withdrawn", "填错日期")


async def test_mistakes_come_with_their_line_and_column(site: Site) -> None:
    async with await site.signed_in("root1") as client:
        seen = await preview(client, HEAD + "甲,abc,XX,no\n")
        broken = await client.post("/api/city/imports/preview", json={"files": [{"name": "x.csv", "content": "!!"}]})
    assert [(m["line"], m["column"]) for m in seen["mistakes"]] == [(2, "number"), (2, "unit_code")]
    assert broken.status_code == 422


@pytest.mark.parametrize("username", ["agent1", "boss1", "handler1"])
async def test_only_administrators_look_at_versions_and_import(site: Site, username: str) -> None:
    async with await site.signed_in(username) as client:
        for path in ("/api/city/versions", "/api/city/versions/current", "/api/city/versions/current/export/units.csv"):
            assert (await client.get(path)).status_code == 403
        assert (await client.post("/api/city/imports/preview", json={})).status_code == 403
        assert (await client.post("/api/people/imports/preview", json={})).status_code == 403
        assert (await client.get("/api/city/units")).json()["units"][0]["parent_code"] is None
        told = await client.get("/api/city/why", params={"category": "0305010201", "street": "S01"})
    assert told.json()["rows"][0]["chosen"]


async def test_a_stranger_is_refused_before_a_large_body_is_read(site: Site) -> None:
    body = b" " * (2 * MAX_BODY_BYTES)
    async with site.client() as client:
        refused = await client.post("/api/city/imports/preview", content=body)
    assert refused.status_code == 401
    async with await site.signed_in("root1") as client:
        files = [file("contacts.csv", HEAD + "x" * (2 * MAX_BODY_BYTES))]
        taken = await client.post("/api/city/imports/preview", json={"files": files})
    assert taken.status_code == 200
    assert taken.json()["mistakes_total"] >= 1


async def test_public_contacts_need_no_account_and_are_bounded_by_address(site: Site) -> None:
    async with site.client() as client:
        shown = (await client.get("/api/city/public-contacts")).json()
        for _ in range(site.house.ports.settings.law.directory.public_per_minute):
            last = await client.get("/api/city/public-contacts", params={"q": "供水"})
    assert shown["city"] == "宁湾市"
    assert all(set(one) == {"unit", "kind", "name", "number", "hours", "address"} for one in shown["contacts"])
    assert not any("值班室" in one["name"] for one in shown["contacts"])
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) >= 1


def test_a_rate_counts_by_the_minute_and_remembers_no_more_than_its_bound() -> None:
    rate = Rate(2)
    rate.take("a", 0.0)
    rate.take("a", 1.0)
    with pytest.raises(TooOften) as caught:
        rate.take("a", 2.0)
    assert caught.value.retry_after_s == 58
    rate.take("a", MINUTE_S)
    for n in range(MOST_ADDRESSES + 5):
        rate.take(str(n), MINUTE_S)
    assert len(rate._asked) == MOST_ADDRESSES


async def test_people_come_with_progress_and_their_passwords_once(site: Site) -> None:
    text = "username,name,roles,unit,queues\nnew1,陆安平,承办单位经办人,S01,\nnew2,周立,agent,,general\n"
    async with await site.signed_in("root1") as client:
        given = file("人员.csv", text)
        seen = (await client.post("/api/people/imports/preview", json=given)).json()
        done = await client.post("/api/people/imports", json=given | {"base": seen["base"]})
        stale = await client.post("/api/people/imports", json=given | {"base": seen["base"]})
        exported = await client.get("/api/people/export.csv")
        people = (await client.get("/api/people")).json()
        person = next(one for one in people if one["username"] == "new1")
        history = (await client.get(f"/api/people/{person['id']}/changes")).json()
    steps = [json.loads(line) for line in done.text.splitlines()]
    assert [(step["done"], step["of"]) for step in steps] == [(0, 2), (1, 2), (2, 2)]
    passwords = {one["username"]: one["password"] for one in steps[-1]["result"]["passwords"]}
    assert stale.status_code == 409
    assert passwords["new1"] not in exported.text
    assert [one["how"] for one in history["items"]] == ["imported"]
    async with site.client() as client:
        answer = await client.post("/api/session", json={"username": "new1", "password": passwords["new1"]})
    assert answer.json()["me"]["must_change_password"]
