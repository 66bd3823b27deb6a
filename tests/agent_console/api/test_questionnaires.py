"""Questionnaires over HTTP: made and changed by versions, asked at the desk and by link, their results read."""

from typing import Any

import pytest

from config.settings.evaluation import Evaluation
from config.settings.messages import Messages
from tests.agent_console.api.test_evaluation import reported, the_one
from tests.agent_console.conftest import House, Site
from ticketing.messages.models import MessageRow

pytestmark = pytest.mark.anyio
QUESTIONS: list[dict[str, Any]] = [
    {"key": "soon", "kind": "grade", "text": "处理是否及时", "required": True},
    {"key": "how", "kind": "choice", "text": "哪些方面需要改进", "options": ["态度", "速度"], "several": True},
    {"key": "words", "kind": "text", "text": "您的建议"},
]


async def made(site: Site) -> dict[str, Any]:
    async with await site.signed_in("boss1") as boss:
        answer = await boss.post("/api/questionnaires", json={"title": "满意度问卷", "questions": QUESTIONS})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def results(site: Site, house: House, id: str) -> dict[str, Any]:
    today = house.clock.now().date().isoformat()
    async with await site.signed_in("boss1") as boss:
        path = f"/api/questionnaires/versions/{id}/results"
        return dict((await boss.get(path, params={"first": today, "last": today})).json())


async def test_a_version_is_changed_by_the_next_one_and_only_by_who_may(site: Site) -> None:
    first = await made(site)
    async with await site.signed_in("boss1") as boss, await site.signed_in("agent1") as agent:
        path = f"/api/questionnaires/{first['code']}/versions"
        body = {"title": "新问卷", "questions": QUESTIONS[:1], "after": 1}
        refused = await agent.post(path, json=body)
        stale = await boss.post(path, json=body | {"after": 0})
        same_key = await boss.post(path, json=body | {"questions": [QUESTIONS[0], QUESTIONS[0]]})
        waiting = await boss.post(path, json=body | {"effective_at": "2099-01-01T00:00:00+08:00"})
        back = await boss.post(f"/api/questionnaires/versions/{waiting.json()['id']}/withdraw")
        listed = (await boss.get("/api/questionnaires")).json()
    assert (refused.status_code, stale.status_code, same_key.status_code) == (403, 409, 422)
    assert (waiting.json()["state"], back.json()["state"]) == ("waiting", "withdrawn")
    assert [(one["version"], one["state"]) for one in listed] == [(2, "withdrawn"), (1, "now")]


async def test_a_time_without_its_zone_is_refused_for_nobody_could_say_when_it_begins(site: Site) -> None:
    async with await site.signed_in("boss1") as boss:
        body = {"title": "满意度问卷", "questions": QUESTIONS, "effective_at": "2099-01-01T00:00:00"}
        answer = await boss.post("/api/questionnaires", json=body)
    assert answer.status_code == 422
    assert "时间须带时区" in answer.json()["error"]["what"]


async def test_what_is_answered_at_the_desk_stands_beside_its_questions_and_is_counted(site: Site, house: House) -> None:
    version = await made(site)
    reported(house)
    async with await site.signed_in("agent2") as agent:
        path = f"/api/evaluation/{(await the_one(agent))['id']}"
        claimed = (await agent.post(f"{path}/claim")).json()
        said = {"version": claimed["version"], "solved": "solved", "grade": 5, "replies": {"soon": 4, "how": ["速度"]}}
        wrong = await agent.post(f"{path}/answer", json=said | {"replies": {"soon": 9}})
        done = (await agent.post(f"{path}/answer", json=said)).json()
    assert [one["key"] for one in claimed["questionnaire"]["questions"]] == ["soon", "how", "words"]
    assert (wrong.status_code, "处理是否及时" in wrong.json()["error"]["what"]) == (422, True)
    assert [(one["question"]["text"], one["value"]) for one in done["answers"][0]["replies"]] == [
        ("处理是否及时", 4), ("哪些方面需要改进", ["速度"]),
    ]  # fmt: skip
    found = await results(site, house, version["id"])
    assert (found["asked"], found["results"][0]["mean"], found["questionnaire"]["answered"]) == (1, 4.0, 1)


async def test_a_citizen_answers_the_questionnaire_by_link_and_must_answer_what_is_required(site: Site, house: House) -> None:
    law = house.ports.settings.law
    object.__setattr__(law, "evaluation", Evaluation(first_way="link"))
    object.__setattr__(law, "messages", Messages(provider="file", link_address="https://12345.example.cn"))
    version = await made(site)
    reported(house)
    with house.database.reading() as uow:
        [row] = uow.session.query(MessageRow).all()
    path = "/api/reply/" + row.text.split("/reply/")[1].split(" ")[0]
    async with site.client() as citizen:
        asked = (await citizen.get(path)).json()["questionnaire"]
        missing = await citizen.post(path, json={"solved": "solved", "grade": 5})
        sent = await citizen.post(path, json={"solved": "solved", "grade": 5, "replies": {"soon": 3, "words": "多谢"}})
    assert (asked["title"], missing.status_code, sent.status_code) == ("满意度问卷", 422, 204)
    found = await results(site, house, version["id"])
    assert [one["text"] for one in found["results"][2]["words"]] == ["多谢"]
