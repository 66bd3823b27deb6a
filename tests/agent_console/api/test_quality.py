"""Quality over REST: who may do what, from the draw to the agent's word, and the figures with their base."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.agent_console.conftest import Site, call_id
from ticketing.quality.default_form import BODY
from ticketing.rounds import ROUNDS

pytestmark = pytest.mark.anyio
PERFECT: Mapping[str, Any] = {one.code: {"value": "yes" if one.kind == "yes_no" else one.most} for one in BODY.criteria()}


def reviewed_later(site: Site, number: int = 1, agent: str = "agent1") -> str:
    """A call that is over and has a recording."""
    call = call_id(number)
    site.house.answered(call, agent)
    site.house.record("recording_started", call, path=f"{call}.wav")
    site.house.said(call, "caller", "我想问一下居住证怎么办", 1.0)
    site.house.ended(call, agent)
    return call


def span(site: Site) -> dict[str, str]:
    now = site.house.clock.now()
    return {"since": (now - timedelta(days=1)).isoformat(), "until": (now + timedelta(minutes=5)).isoformat()}


async def drawn(site: Site) -> Any:
    """The one review of a draw, given to boss1."""
    reviewed_later(site)
    async with await site.signed_in("boss1") as boss:
        answer = await boss.post("/api/quality/samples", json=span(site) | {"reviewers": [site.house.person("boss1")]})
        assert answer.status_code == 200, answer.text
        assert answer.json()["drawn"] == 1
        [item] = (await boss.get("/api/quality/reviews")).json()["items"]
    return item


async def test_a_review_goes_from_the_draw_to_the_agents_word(site: Site) -> None:
    item = await drawn(site)
    path = f"/api/quality/reviews/{item['id']}"
    async with await site.signed_in("boss1") as boss, await site.signed_in("agent1") as agent:
        assert (await agent.get(path)).status_code == 403
        saved = (await boss.patch(path, json={"version": 1, "answers": PERFECT, "coaching": "很好"})).json()
        assert (saved["scored"]["total"], saved["allowed"]) == (100.0, ["save", "submit", "assign", "withdraw"])
        stale = await boss.patch(path, json={"version": 1, "coaching": "旧页"})
        assert stale.status_code == 409
        assert (await boss.post(f"{path}/submit", json={"version": saved["version"]})).json()["state"] == "submitted"
        [own] = (await agent.get("/api/quality/mine")).json()["items"]
        assert (own["id"], own["score"], own["reviewer"]["name"]) == (item["id"], 100.0, "boss1的姓名")
        assert (await agent.post(f"{path}/confirm", json={"text": "收到"})).json()["agent_said"] == "收到"
        figures = (await agent.get("/api/quality/mine/figures", params=span(site))).json()
        assert (figures["figures"]["score"]["mean"], figures["unconfirmed"]) == (100.0, 0)


async def test_an_agent_reviews_nobody_and_sees_no_figures_of_others(site: Site) -> None:
    reviewed_later(site)
    async with await site.signed_in("agent1") as agent:
        for path in ("forms", "samples", "reviews", "reviewers", "calibrations", "mismatches"):
            assert (await agent.get(f"/api/quality/{path}")).status_code == 403
        assert (await agent.get("/api/quality/figures", params=span(site))).status_code == 403
        refused = await agent.post("/api/quality/reviews", json={"call": call_id(1)})
        assert refused.status_code == 403
    async with await site.signed_in("handler1") as handler:
        assert (await handler.get("/api/quality/mine")).status_code == 403


async def test_anybody_who_reviews_can_draw_the_same_again(site: Site) -> None:
    item = await drawn(site)
    async with await site.signed_in("boss1") as boss:
        checked = (await boss.get(f"/api/quality/samples/{item['sample']}/check")).json()
        assert (checked["same_draw"], checked["whole"], checked["gone"]) == (True, True, 0)
        frame = (await boss.get(f"/api/quality/samples/{item['sample']}/frame")).json()
        assert frame["calls"] == [[call_id(1), site.house.person("agent1")]]
        [kept] = (await boss.get("/api/quality/samples")).json()["items"]
        assert (kept["frame"], kept["submitted"], kept["unassigned"]) == (1, 0, 0)


async def test_a_form_that_cannot_be_filled_in_is_refused_in_words(site: Site) -> None:
    async with await site.signed_in("boss1") as boss:
        [form] = (await boss.get("/api/quality/forms")).json()
        body = {"groups": [{"code": "g", "title": "组", "weight": 1, "criteria": [
            {"code": "a", "title": "甲"}, {"code": "a", "title": "乙"},
        ]}]}  # fmt: skip
        refused = await boss.post("/api/quality/forms", json={"title": "坏表", "body": body, "base": form["id"]})
        assert (refused.status_code, refused.json()["error"]["what"]) == (422, "代码“a”用了两次。")
        made = (await boss.post("/api/quality/forms", json={"title": "新表", "body": form["body"], "base": form["id"]})).json()
        assert (made["number"], made["state"], made["allowed"]) == (2, "draft", ["edit", "put_in_force", "retire"])


async def test_a_mismatch_is_found_by_the_round_and_decided_by_a_person(site: Site) -> None:
    call = reviewed_later(site)
    async with await site.signed_in("agent1") as agent, await site.signed_in("boss1") as boss:
        version = (await agent.get(f"/api/calls/{call}")).json()["draft"]["version"]
        answered = await agent.post(f"/api/drafts/{call}/answer", json={"version": version, "answer": "好"})
        assert answered.status_code == 200, answered.text
        site.house.clock.ahead += timedelta(hours=1)
        [look] = [one.work for one in ROUNDS if one.name == "quality"]
        with site.house.database.unit_of_work() as uow:
            look(uow, site.house.clock.now())
        [one] = (await boss.get("/api/quality/mismatches", params={"state": "open"})).json()["items"]
        assert (one["rule"], one["number"]) == ("no_answer_text", "15412345678")
        decision = {"version": one["version"], "right": True, "correct": "answer", "should_be": "补写答复"}
        decided = (await boss.post(f"/api/quality/mismatches/{one['id']}/decide", json=decision)).json()
        assert (decided["state"], decided["decided_by"]["name"]) == ("right", "boss1的姓名")
        figures = (await boss.get("/api/quality/mismatches/figures", params=span(site))).json()
        rates = {rule["rule"]: rule["found"] for rule in figures["rules"]}
        assert (rates["no_answer_text"]["numerator"], rates["no_answer_text"]["denominator"]) == (1, 1)


async def test_listening_to_a_recording_stands_in_the_reviews_ledger(site: Site) -> None:
    item = await drawn(site)
    path = f"/api/quality/reviews/{item['id']}"
    async with await site.signed_in("boss1") as boss:
        assert (await boss.post(f"{path}/heard")).status_code == 204
        history = (await boss.get(path)).json()["history"]
    assert (history[-1]["step"], history[-1]["by_name"]) == ("heard", "boss1的姓名")
