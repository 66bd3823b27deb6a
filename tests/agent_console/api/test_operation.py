"""Settings, queues, skills, prompts, sessions: for administrators alone, counting at once, told with who did it."""

import base64
import io
import json
import zipfile

import pytest

from tests.agent_console.conftest import Site
from tests.fakes.node import FakeNode

pytestmark = pytest.mark.anyio
ROOT = "/api/operation"


@pytest.fixture
def node(house) -> FakeNode:
    house.ports.node = FakeNode(house.ports.settings)
    return house.ports.node


@pytest.mark.parametrize("username", ["agent1", "boss1", "handler1", "leader1"])
async def test_nobody_but_administrators_sees_or_changes_anything(site: Site, node: FakeNode, username: str) -> None:
    async with await site.signed_in(username) as other:
        for path in ("settings", "queues", "skills", "prompts", "state", "sessions", "roles", "diagnostics.zip"):
            assert (await other.get(f"{ROOT}/{path}")).status_code == 403, path
        assert (await other.post(f"{ROOT}/settings", json={"changes": {"acd.offer_s": 9}, "base": 0})).status_code == 403
    assert node.taken_up == 0


async def test_a_setting_is_previewed_changed_taken_up_and_told(site: Site, node: FakeNode) -> None:
    async with await site.signed_in("root1") as root:
        seen = (await root.post(f"{ROOT}/settings/preview", json={"changes": {"acd.offer_s": 25}})).json()
        assert seen["differences"][0] | {"before": 20.0} == seen["differences"][0]
        assert node.taken_up == 0
        done = await root.post(f"{ROOT}/settings", json={"changes": {"acd.offer_s": 25}, "base": 0, "reason": "试行"})
        assert (done.status_code, node.taken_up) == (200, 1)
        late = await root.post(f"{ROOT}/settings", json={"changes": {"acd.offer_s": 9}, "base": 0})
        assert late.status_code == 409
        assert "root1的姓名改了“应答时限”" in late.json()["error"]["what"]
        (row,) = (await root.get(f"{ROOT}/settings/changes", params={"key": "acd.offer_s"})).json()["items"]
        assert (row["before"], row["after"], row["reason"], row["by"]["name"]) == (20.0, 25.0, "试行", "root1的姓名")


async def test_what_was_exported_is_imported_again(site: Site, node: FakeNode) -> None:
    async with await site.signed_in("root1") as root:
        await root.post(f"{ROOT}/settings", json={"changes": {"acd.offer_s": 25}, "base": 0})
        file = (await root.get(f"{ROOT}/settings/export")).json()
        await root.post(f"{ROOT}/settings", json={"changes": {"acd.offer_s": 40}, "base": 1})
        seen = (await root.post(f"{ROOT}/settings/import/preview", json={"file": file})).json()
        assert [one["after"] for one in seen["differences"]] == [25.0]
        done = await root.post(f"{ROOT}/settings/import", json={"file": file, "base": seen["version"]})
        assert done.status_code == 200, done.text


async def test_how_a_setting_was_changed_is_said_by_the_server_and_by_nobody_else(site: Site, node: FakeNode) -> None:
    async with await site.signed_in("root1") as root:
        order = {"changes": {"acd.offer_s": 25}, "base": 0}
        assert (await root.post(f"{ROOT}/settings", json=order | {"how": "import"})).status_code == 422
        assert (await root.post(f"{ROOT}/settings", json=order)).status_code == 200
        file = (await root.get(f"{ROOT}/settings/export")).json() | {"values": {"acd.offer_s": 40}}
        assert (await root.post(f"{ROOT}/settings/import", json={"file": file, "base": 1})).status_code == 200
        (_, first) = (await root.get(f"{ROOT}/settings/changes")).json()["items"]
        back = await root.post(f"{ROOT}/settings/acd.offer_s/revert", json={"to": first["id"], "base": 2})
        assert back.status_code == 200, back.text
        rows = (await root.get(f"{ROOT}/settings/changes")).json()["items"]
    assert [(row["after"], row["how"]) for row in rows] == [(25.0, "revert"), (40.0, "import"), (25.0, "page")]


async def test_a_queue_is_added_changed_and_closed_only_when_nobody_waits(site: Site, node: FakeNode) -> None:
    async with await site.signed_in("root1") as root:
        queue = {"title": "医保专席", "digit": "5", "wrap_up_s": 45, "overflow_to": "general"}
        added = await root.put(f"{ROOT}/queues", json={"queue": queue, "base": 0})
        assert added.status_code == 200, added.text
        name = added.json()["queues"][-1]["name"]
        twice = await root.put(f"{ROOT}/queues", json={"queue": {**queue, "title": "另一个"}, "base": 1})
        assert (twice.status_code, "5 已用于“医保专席”" in twice.json()["error"]["what"]) == (422, True)
        node.callers[name] = 2
        waiting = await root.post(f"{ROOT}/queues/{name}/close", json={"base": 1})
        assert (waiting.status_code, "还有 2 人在等候" in waiting.json()["error"]["what"]) == (409, True)
        node.callers.clear()
        assert (await root.post(f"{ROOT}/queues/{name}/close", json={"base": 1})).status_code == 200
        main = await root.post(f"{ROOT}/queues/general/close", json={"base": 2})
        assert main.status_code == 409
        told = (await root.get(f"{ROOT}/queues/changes")).json()["items"]
        assert [[one["what"] for one in step["queues"]] for step in told] == [["closed"], ["added"]]


async def test_skills_change_cell_by_cell_and_seats_at_once(site: Site, node: FakeNode) -> None:
    person = site.house.person("agent1")
    async with await site.signed_in("root1") as root:
        desk = await site.desk("agent1")
        seats = site.house.phone.done.count(("sign_in", person))
        cell = {"person": person, "queue": "business", "was": 0, "level": 2}
        done = await root.post(f"{ROOT}/skills", json={"cells": [cell]})
        row = next(one for one in done.json()["rows"] if one["id"] == person)
        assert row["levels"] == {"general": 1, "business": 2}
        assert site.house.phone.done.count(("sign_in", person)) == seats + 1
        again = await root.post(f"{ROOT}/skills", json={"cells": [cell]})
        assert (again.status_code, again.json()["error"]["what"]) == (409, "agent1的姓名的技能刚被他人改动。")
        await desk.socket.close()


async def test_a_prompt_is_uploaded_heard_and_taken_back(site: Site, node: FakeNode) -> None:
    async with await site.signed_in("root1") as root:
        wav = base64.b64encode(b"RIFF-new").decode()
        wrong = await root.post(
            f"{ROOT}/prompts/welcome/upload", json={"file": "a.mp3", "content": base64.b64encode(b"ID3").decode()}
        )
        assert (wrong.status_code, wrong.json()["error"]["what"]) == (422, "这个文件不是可以播放的 WAV。")
        kept = (await root.post(f"{ROOT}/prompts/welcome/upload", json={"file": "新.wav", "content": wav})).json()
        assert kept["in_force"] is False
        assert node.taken_up == 0
        base = (await root.get(f"{ROOT}/prompts/welcome")).json()["version"]
        used = (await root.post(f"{ROOT}/prompts/welcome/use", json={"version_id": kept["id"], "base": base})).json()
        assert ([one["in_force"] for one in used["versions"]], node.taken_up) == ([True], 1)
        sound = await root.get(f"{ROOT}/prompts/welcome/sound", params={"version": kept["id"]})
        assert (sound.content, sound.headers["content-type"]) == (b"RIFF-new", "audio/wav")
        late = await root.post(f"{ROOT}/prompts/welcome/use", json={"version_id": None, "base": base})
        assert late.status_code == 409
        back = await root.post(f"{ROOT}/prompts/welcome/use", json={"version_id": None, "base": used["version"]})
        assert [one["number"] for one in back.json()["changes"]] == [None, 1]
        assert (await root.get(f"{ROOT}/prompts/nothing")).status_code == 404


async def test_checks_are_told_line_by_line(site: Site, node: FakeNode) -> None:
    async with await site.signed_in("root1") as root:
        answer = await root.post(f"{ROOT}/checks")
        steps = [json.loads(line) for line in answer.text.splitlines()]
        assert [(step["done"], step["of"]) for step in steps] == [(1, 2), (2, 2)]
        bundle = await root.get(f"{ROOT}/diagnostics.zip")
        assert zipfile.ZipFile(io.BytesIO(bundle.content)).namelist() == ["state.json", "metrics.txt"]


async def test_signing_somebody_out_everywhere_ends_all_sessions_and_closes_the_desk(site: Site, node: FakeNode) -> None:
    person = site.house.person("agent1")
    async with await site.signed_in("root1") as root, await site.signed_in("agent1") as agent:
        desk = await site.desk("agent1")
        live = (await root.get(f"{ROOT}/sessions")).json()
        assert sum(one["person"]["id"] == person for one in live) == 2
        assert (await root.post(f"{ROOT}/people/{person}/sign-out")).json() == {"ended": 2}
        assert (await agent.get("/api/me")).status_code == 401
        await desk.socket.wait_closed()
        assert desk.socket.close_code == 4001
        assert ("sign_out", person) in site.house.phone.done


async def test_roles_are_explained_out_of_the_table_of_permissions(site: Site, node: FakeNode) -> None:
    async with await site.signed_in("root1") as root:
        found = {one["role"]: one["may"] for one in (await root.get(f"{ROOT}/roles")).json()}
        assert found["admin"] == []
        assert any("签收" in one for one in found["handler"])


async def test_who_leaves_is_deactivated_and_signed_out(site: Site, node: FakeNode) -> None:
    person = site.house.person("agent2")
    async with await site.signed_in("root1") as root, await site.signed_in("agent2") as agent:
        assert (await root.get(f"{ROOT}/people/{person}/open-work")).json()["drafts"] == 0
        left = await root.post(f"{ROOT}/people/{person}/leave", json={"reason": "离职"})
        assert (left.status_code, left.json()["active"]) == (200, False)
        assert (await agent.get("/api/me")).status_code == 401
        own = site.house.person("root1")
        assert (await root.post(f"{ROOT}/people/{own}/leave", json={})).status_code == 409


async def test_the_heard_preview_is_asked_of_the_node(site: Site, node: FakeNode) -> None:
    async with await site.signed_in("root1") as root:
        told = (await root.get(f"{ROOT}/heard", params={"at": "2026-03-04T12:00:00+08:00"})).json()
        assert [one["text"] for one in told["prompts"]] == ["您好。"]
