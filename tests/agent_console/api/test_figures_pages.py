"""Alerts, replay, staffing, the wall's day and one's own figures by REST: who may, what comes, what it costs."""

import asyncio
from datetime import timedelta

import pytest

from tests.agent_console.conftest import House, Site, call_id
from ticketing.alerts.merging import Reading
from ticketing.alerts.watch import Looking, look
from ticketing.figures import service as figures
from ticketing.figures.counting import Counting

pytestmark = pytest.mark.anyio
RULE = {"title": "排队过多", "kind": "queue_waiting", "scope": "*", "threshold": 3, "clear_at": 1}


def see(house: House, waiting: int) -> None:
    reading = Reading(node="a", at=house.clock.now(), figures={"queue_waiting": {"general": waiting}}, titles={"general": "综合"})
    looking = Looking(alerts=house.ports.settings.alerts, counting=Counting(), interval_s=900)
    with house.database.unit_of_work() as uow:
        look(uow, reading, looking)


@pytest.mark.parametrize(
    ("username", "path", "status"),
    [
        ("agent1", "/api/alerts", 403), ("boss1", "/api/alerts", 200), ("agent1", "/api/alerts/rules", 403),
        ("agent1", "/api/wallboard/day", 200), ("handler1", "/api/wallboard/day", 403),
        ("agent1", "/api/me/figures", 200), ("leader1", "/api/me/figures", 200), ("boss1", "/api/me/figures", 403),
        ("agent1", "/api/staffing/terms", 403), ("boss1", "/api/staffing/terms", 200),
        ("agent1", "/api/timeline/moment?at=2026-03-04T04:00:00Z", 403),
    ],
)  # fmt: skip
async def test_each_figure_is_for_those_whose_work_it_is(site: Site, username: str, path: str, status: int) -> None:
    async with await site.signed_in(username) as client:
        assert (await client.get(path)).status_code == status


async def test_an_alarm_is_shown_live_acknowledged_once_and_kept_in_the_ledger(site: Site, house: House) -> None:
    async with await site.signed_in("boss1") as boss:
        made = (await boss.post("/api/alerts/rules", json=RULE)).json()
        desk = await site.desk("boss1", news=True)
        await asyncio.to_thread(see, house, 5)
        told = await desk.event("alarm")
        assert (told["what"], told["text"]) == ("raised", "综合：排队人数 5 人，超过 3 人")
        [standing] = (await boss.get("/api/alerts")).json()
        answer = await boss.post(f"/api/alerts/{standing['id']}/acknowledge", json={"note": "已加派"})
        assert answer.json()["acknowledged_by"]["name"] == house.people["boss1"].name
        assert (await boss.post(f"/api/alerts/{standing['id']}/acknowledge", json={})).status_code == 409
        assert (await desk.event("alarm"))["what"] == "acknowledged"
        whats = [one["what"] for one in (await boss.get("/api/alerts/ledger")).json()["items"]]
        assert sorted(whats) == ["acknowledged", "raised", "told"]
        notices = (await boss.get("/api/notices")).json()
        assert (notices["unread"], notices["items"][0]["link"]) == (1, "/alerts")
        assert made["version"] == 1


async def test_an_escalation_names_people_above_the_desks_and_says_whom_a_message_reaches(site: Site, house: House) -> None:
    async with await site.signed_in("root1") as admin:
        boss = house.people["boss1"].id
        assert (await admin.patch(f"/api/people/{boss}", json={"mobile": "1390000"})).status_code == 422
        assert (await admin.patch(f"/api/people/{boss}", json={"mobile": "13900000001"})).json()["mobile"] == "13900000001"
    async with await site.signed_in("boss1") as client:
        called = {one["name"]: one["mobile"] for one in (await client.get("/api/alerts/watched")).json()["people"]}
        assert called[house.people["boss1"].name] is True
        assert house.people["agent1"].name not in called
        steps = [{"after_min": 5, "people": [boss], "message": True}]
        made = await client.post("/api/alerts/rules", json=RULE | {"escalation": steps})
        assert made.json()["escalation"] == [{"after_min": 5, "roles": [], "people": [boss], "message": True}]


async def test_a_rule_is_changed_with_its_version_and_its_history_read(site: Site) -> None:
    async with await site.signed_in("boss1") as boss:
        rule = (await boss.post("/api/alerts/rules", json=RULE)).json()
        changed = {**RULE, "threshold": 8, "version": rule["version"]}
        path = f"/api/alerts/rules/{rule['id']}"
        assert (await boss.put(path, json=changed)).json()["threshold"] == 8
        assert (await boss.put(path, json=changed)).status_code == 409
        assert (await boss.put(path, json={**changed, "version": 2, "clear_at": 9})).status_code == 422
        assert (await boss.delete(path)).status_code == 204
        history = (await boss.get("/api/alerts/rules/history")).json()["items"]
        assert [one["how"] for one in history] == ["removed", "changed", "created"]
        assert history[1]["cells"] == {"threshold": [3.0, 8.0]}
        assert len((await boss.post("/api/alerts/rules/usual")).json()) > 5
        watched = (await boss.get("/api/alerts/watched")).json()
        assert {one["kind"] for one in watched["kinds"]} >= {"queue_waiting", "disk_free"}


async def test_twenty_walls_cost_one_counting_of_the_rows(site: Site, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = 0
    real = figures.wallboard

    def counting(*arguments, **named):
        nonlocal counted
        counted += 1
        return real(*arguments, **named)

    monkeypatch.setattr("agent_console.figures.wallboard", counting)
    now = house.clock.now()
    monkeypatch.setattr(house.clock, "now", lambda: now)
    async with await site.signed_in("agent1") as client:
        answers = await asyncio.gather(*(client.get("/api/wallboard") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert counted <= 1


async def test_the_walls_day_has_five_variants_and_its_hours(site: Site, house: House) -> None:
    house.answered("c1", "agent1")
    async with await site.signed_in("leader1") as client:
        day = (await client.get("/api/wallboard/day")).json()
    assert [level["variant"] for level in day["levels"]][-1] == "short_abandons_out"
    assert (len(day["hours"]), day["answered"], day["connection_rate"]["percent"]) == (24, 1, 100.0)


async def test_a_trunk_is_shown_with_what_it_can_carry(site: Site, house: House) -> None:
    board = house.phone.board()
    trunk = {"trunk": "carrier", "state": "up", "reason": "", "round_trip_ms": None, "calls": 3}
    house.phone.board = lambda: {**board, "trunks": [trunk]}  # type: ignore[method-assign]
    async with await site.signed_in("boss1") as client:
        [shown] = (await client.get("/api/wallboard")).json()["trunks"]
    assert (shown["calls"], shown["channels"]) == (3, house.ports.settings.sip.max_calls)


async def test_ones_own_shift_comes_without_any_colleagues_name(site: Site, house: House) -> None:
    for username in ("agent1", "agent2"):
        house.record("agent_state_changed", "", agent=house.person(username), state="available")
    house.answered(call_id(1), "agent1")
    async with await site.signed_in("agent1") as client:
        answer = await client.get("/api/me/figures")
    found = answer.json()
    lines = {line["figure"]: line for line in found["figures"]}
    assert (lines["calls"]["value"], lines["calls"]["median"], found["peers"]) == (1, None, 1)
    assert house.people["agent2"].name not in answer.text
    assert house.people["agent2"].id not in answer.text


async def test_the_floor_is_replayed_with_masked_numbers(site: Site, house: House) -> None:
    house.answered("c1", "agent1", number="16412345678")
    now = house.clock.now()
    span = {"since": (now - timedelta(hours=1)).isoformat(), "until": (now + timedelta(hours=3)).isoformat()}
    async with await site.signed_in("boss1") as client:
        course = (await client.get("/api/timeline", params=span)).json()
        moment = (await client.get("/api/timeline/moment", params={"at": now.isoformat()})).json()
        assert (await client.get("/api/timeline/lanes", params=span)).json()["items"] == []
    assert course["live"][-1] == 1
    assert course["until"] <= (now + timedelta(minutes=2)).isoformat(), "what is still to come is not drawn"
    assert moment["calls"][0]["number"] == "164****5678"


async def test_the_calculator_answers_the_checked_case_and_exports_it(site: Site) -> None:
    terms = {"goal": 0.8, "within_s": 20}
    async with await site.signed_in("boss1") as client:
        curve = (await client.post("/api/staffing/curve", json={**terms, "calls": 100, "handling_s": 180})).json()
        day = {**terms, "day": [{"half_hour": 19, "calls": 100, "handling_s": 180, "planned": 12}]}
        plan = (await client.post("/api/staffing/day", json=day)).json()
        table = await client.post("/api/staffing/day.csv", json=day)
        usual = (await client.get("/api/staffing/usual", params={"day": "2026-03-04"})).json()
    at_fourteen = next(point for point in curve["points"] if point["agents"] == 14)
    assert (round(at_fourteen["waits"], 3), round(at_fourteen["answered_within"], 3)) == (0.174, 0.888)
    assert plan["half_hours"][0]["lacking"] == 2
    assert "text/csv" in table.headers["content-type"]
    assert len(usual["half_hours"]) == 48


@pytest.mark.parametrize(
    ("queue", "goal", "within_s"),
    [("", 0.85, 20.0), ("general", 0.85, 20.0), ("business", 0.95, 20.0), ("grid", 0.999, 10.0), ("duty:1", 0.85, 20.0)],
)
async def test_a_calculation_begins_with_the_chosen_queues_own_goal(
    site: Site, house: House, queue: str, goal: float, within_s: float
) -> None:
    own = {"business": {"service_level_goal": 0.95}, "grid": {"service_level_s": 10.0, "service_level_goal": 1.0}}
    was = house.ports.settings
    acd = was.acd.model_copy(update={"service_level_goal": 0.85, "service_level_s": 20.0})
    queues = tuple(one.model_copy(update=own.get(one.name, {})) for one in was.queues)
    house.ports.settings = was.model_copy(update={"acd": acd, "queues": queues})
    async with await site.signed_in("boss1") as boss:
        terms = (await boss.get("/api/staffing/terms", params={"queue": queue})).json()
    assert (terms["goal"], terms["within_s"]) == (goal, within_s)
