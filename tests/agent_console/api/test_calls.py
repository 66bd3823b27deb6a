"""Calls, drafts, tickets and recordings over REST, on a real ledger."""

import wave
from pathlib import Path

import anyio
import pytest

from agent_console.api.recordings import recording_file
from config.errors import NotFound
from tests.agent_console.conftest import House, Site, call_id
from tests.ticketing.walk import walk
from ticketing.drafts import service as drafts
from ticketing.tickets.states import Command

pytestmark = pytest.mark.anyio
CALL = call_id(1)
STEPS_TO_THE_END: tuple[Command, ...] = ("sign", "start_handling", "report", "pass_review", "close")


@pytest.fixture
def answered(house: House) -> str:
    house.answered(CALL, "agent1")
    house.said(CALL, "caller", "阳光花园门口的路灯坏了三天了", 0.5)
    return CALL


@pytest.fixture
def recording(house: House, answered: str) -> bytes:
    path = house.ports.recordings / "2026" / "03" / f"{answered}.wav"
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(range(256)) * 250)
    house.record("recording_started", answered, path=f"2026/03/{answered}.wav")
    return path.read_bytes()


async def test_agents_see_their_own_calls_and_supervisors_all(site: Site, house: House, answered: str) -> None:
    house.answered(call_id(2), "agent2", "15488887777")
    async with await site.signed_in("agent1") as mine, await site.signed_in("boss1") as boss:
        own = (await mine.get("/api/calls", params={"agent": house.person("agent2")})).json()["items"]
        every = (await boss.get("/api/calls")).json()["items"]
        foreign = await mine.get(f"/api/calls/{call_id(2)}")
    assert [call["id"] for call in own] == [CALL]
    assert {call["id"] for call in every} == {CALL, call_id(2)}
    assert foreign.status_code == 403


async def test_each_leg_of_a_call_has_its_figures_and_who_listened_is_told_to_supervisors_alone(
    site: Site, house: House, answered: str
) -> None:
    boss = house.person("boss1")
    house.record("supervision_started", answered, supervisor=boss, mode="monitor", side="both")
    house.record("leg_measured", answered, side="transfer_target", number="110", person=None, quality={"mos": 4.1})
    house.record("leg_measured", answered, side="agent", number="", person=house.person("agent1"), quality={"mos": 4.2})
    house.record("leg_measured", answered, side="supervisor", number="", person=boss, quality={"mos": 4.3})
    async with await site.signed_in("agent1") as mine, await site.signed_in("boss1") as boss_client:
        shown = [(await client.get(f"/api/calls/{answered}")).json() for client in (mine, boss_client)]
        listed = (await mine.get("/api/calls")).json()["items"][0]
        told = (await mine.post(f"/api/calls/{answered}/outcome", json={"outcome": "silent"})).json()
    for call in (shown[0], listed, told):
        assert (set(call["quality"]), call["supervisions"]) == ({"transfer_target", "agent"}, [])
    assert set(shown[1]["quality"]) == {"transfer_target", "agent", "supervisor"}
    assert shown[1]["quality"]["supervisor"]["person"]["id"] == boss
    assert shown[1]["quality"]["transfer_target"] == {"mos": 4.1, "number": "110"}
    assert shown[1]["quality"]["agent"]["person"] == {"id": house.person("agent1"), "name": shown[1]["agent"]["name"]}


async def test_a_calls_page_has_its_transcript_and_draft(site: Site, answered: str) -> None:
    async with await site.signed_in("agent1") as client:
        call = (await client.get(f"/api/calls/{answered}")).json()
        missing = await client.get(f"/api/calls/{call_id(9)}")
    assert call["segments"][0]["text"] == "阳光花园门口的路灯坏了三天了"
    assert call["segments"][0]["segment"]
    assert call["draft"]["caller_number"] == "15412345678"
    assert missing.status_code == 404


async def test_a_draft_is_corrected_with_its_version_and_a_stale_one_gets_the_present(site: Site, answered: str) -> None:
    async with await site.signed_in("agent1") as client:
        draft = (await client.get(f"/api/drafts/{answered}")).json()
        body = {"version": draft["version"], "changes": {"title": "路灯不亮"}}
        edited = (await client.patch(f"/api/drafts/{answered}", json=body)).json()
        stale = await client.patch(f"/api/drafts/{answered}", json=body)
    assert edited["title"] == "路灯不亮"
    assert "title" in edited["edited"]
    assert stale.status_code == 409
    assert stale.json()["error"]["draft"]["title"] == "路灯不亮"


async def test_a_phrase_that_was_taken_for_a_field_is_told_as_its_words(site: Site, answered: str) -> None:
    async with await site.signed_in("agent1") as client:
        draft = (await client.get(f"/api/drafts/{answered}")).json()
        picked = {"wish": {"segment": "s1", "phrase": "赶紧修好"}}
        body = {"version": draft["version"], "changes": {"wish": "赶紧修好"}, "picked": picked}
        edited = (await client.patch(f"/api/drafts/{answered}", json=body)).json()
        nothing = {"version": edited["version"], "changes": {"wish": "修"}, "picked": {"wish": {"segment": "s1", "phrase": ""}}}
        refused = await client.patch(f"/api/drafts/{answered}", json=nothing)
    assert edited["evidence"]["wish"].items() >= {**picked["wish"], "by": "person"}.items()
    assert refused.status_code == 422


async def test_answered_on_the_spot_becomes_a_closed_ticket(site: Site, answered: str) -> None:
    async with await site.signed_in("agent1") as client:
        version = (await client.get(f"/api/drafts/{answered}")).json()["version"]
        changes = {"title": "路灯不亮", "matter": "阳光花园门口的路灯坏了三天"}
        version = (await client.patch(f"/api/drafts/{answered}", json={"version": version, "changes": changes})).json()["version"]
        ticket = await client.post(f"/api/drafts/{answered}/answer", json={"version": version, "answer": "已通知路灯所。"})
        again = await client.post(f"/api/drafts/{answered}/answer", json={"version": version, "answer": "再次。"})
        read = await client.get(f"/api/tickets/{ticket.json()['id']}")
    assert ticket.json()["state"] == "closed"
    assert again.status_code == 409
    assert [step["to_state"] for step in read.json()["history"]][-1] == "closed"


async def test_a_dispatched_ticket_has_unit_and_deadline_and_its_handler_sees_it(site: Site, house: House, answered: str) -> None:
    async with await site.signed_in("agent1") as client:
        version = (await client.get(f"/api/drafts/{answered}")).json()["version"]
        changes = {"title": "路灯不亮", "matter": "阳光花园门口的路灯坏了三天"}
        version = (await client.patch(f"/api/drafts/{answered}", json={"version": version, "changes": changes})).json()["version"]
        unit = house.people["handler1"].unit
        made = await client.post(f"/api/drafts/{answered}/dispatch", json={"version": version, "unit": unit, "level": 3})
    ticket = made.json()
    assert (ticket["state"], ticket["unit"]["code"], ticket["level"]) == ("dispatched", unit, 3)
    assert ticket["deadline"]
    async with await site.signed_in("handler1") as own, await site.signed_in("handler2") as other:
        assert (await own.get(f"/api/tickets/{ticket['id']}")).json()["caller_number"] == "154****5678"
        assert [row["id"] for row in (await own.get("/api/tickets")).json()["items"]] == [ticket["id"]]
        assert (await own.get(f"/api/calls/{answered}")).status_code == 200
        assert (await other.get(f"/api/tickets/{ticket['id']}")).status_code == 403
        assert (await other.get("/api/tickets", params={"unit": unit})).json()["items"] == []
        assert (await other.get(f"/api/calls/{answered}")).status_code == 403


async def test_a_handler_reads_the_call_only_while_the_ticket_is_open_and_not_what_its_caller_told_before(
    site: Site, house: House, recording: bytes
) -> None:
    house.ended(CALL, "agent1")
    second = call_id(2)
    house.answered(second, "agent1")
    house.record("recording_started", second, path=f"2026/03/{CALL}.wav")
    unit = house.people["handler1"].unit
    assert unit is not None
    with house.database.unit_of_work() as uow:
        drafts.edit(
            uow, second, drafts.get(uow, second).version, {"matter": "路灯坏了"}, house.person("agent1"), house.clock.now()
        )
        ticket = drafts.dispatch(uow, second, None, house.person("agent1"), house.clock.now(), unit=unit)
    async with await site.signed_in("handler1") as own, await site.signed_in("agent1") as agent:
        read = (await own.get(f"/api/calls/{second}")).json()
        assert (await own.get(f"/api/calls/{second}/recording")).status_code == 200
        assert (await agent.get(f"/api/calls/{second}")).json()["draft"]["history"] != []
        with house.database.unit_of_work() as uow:
            walk(uow, ticket.id, *STEPS_TO_THE_END, by=house.person("boss1"), at=house.clock.now())
        over = [(await own.get(f"/api/calls/{second}{part}")).status_code for part in ("", "/recording")]
    assert read["draft"]["history"] == []
    assert over == [403, 403]


async def test_another_agents_draft_is_closed(site: Site, answered: str) -> None:
    async with await site.signed_in("agent2") as client:
        assert (await client.get(f"/api/drafts/{answered}")).status_code == 403
        edit = await client.patch(f"/api/drafts/{answered}", json={"version": 1, "changes": {"title": "x"}})
    assert edit.status_code == 403


async def test_the_whole_recording_and_any_part_of_it(site: Site, recording: bytes) -> None:
    async with await site.signed_in("agent1") as client:
        whole = await client.get(f"/api/calls/{CALL}/recording")
        part = await client.get(f"/api/calls/{CALL}/recording", headers={"Range": "bytes=44-143"})
        tail = await client.get(f"/api/calls/{CALL}/recording", headers={"Range": "bytes=-10"})
        outside = await client.get(f"/api/calls/{CALL}/recording", headers={"Range": f"bytes={len(recording)}-"})
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.content == recording
    assert (part.status_code, part.content) == (206, recording[44:144])
    assert part.headers["content-range"] == f"bytes 44-143/{len(recording)}"
    assert tail.content == recording[-10:]
    assert outside.status_code == 416
    assert outside.headers["content-range"] == f"bytes */{len(recording)}"


async def test_a_recording_that_grows_while_it_is_sent_is_sent_as_it_was(site: Site, house: House, recording: bytes) -> None:
    path = house.ports.recordings / f"2026/03/{CALL}.wav"
    more = path.open("ab")
    async with await site.signed_in("agent1") as client, client.stream("GET", f"/api/calls/{CALL}/recording") as answer:
        await anyio.to_thread.run_sync(more.write, bytes(200_000))
        more.close()
        got = await answer.aread()
    assert len(got) == int(answer.headers["content-length"]) == len(recording)


async def test_a_recording_is_only_for_those_who_may_read_the_call(site: Site, recording: bytes) -> None:
    for username, status in (("agent2", 403), ("root1", 403), ("handler1", 403), ("boss1", 200)):
        async with await site.signed_in(username) as client:
            assert (await client.get(f"/api/calls/{CALL}/recording")).status_code == status, username


@pytest.mark.parametrize("path", ["../secret.wav", "/etc/hostname", "2026/../../secret.wav", "link.wav", "2026", None, ""])
def test_no_path_leads_out_of_the_recordings(tmp_path: Path, path: str | None) -> None:
    folder = tmp_path / "recordings"
    (folder / "2026").mkdir(parents=True)
    (tmp_path / "secret.wav").write_bytes(b"secret")
    (folder / "link.wav").symlink_to(tmp_path / "secret.wav")
    with pytest.raises(NotFound):
        recording_file(folder, path)


async def test_an_outcome_is_stored_once(site: Site, answered: str, house: House) -> None:
    house.ended(answered, "agent1")
    async with await site.signed_in("agent1") as client:
        first = await client.post(f"/api/calls/{answered}/outcome", json={"outcome": "harassment"})
        second = await client.post(f"/api/calls/{answered}/outcome", json={"outcome": "silent"})
        ticket = await client.post(f"/api/calls/{answered}/outcome", json={"outcome": "ticket"})
    assert first.json()["outcome"] == "harassment"
    assert second.status_code == 409
    assert ticket.status_code == 422


async def test_only_the_calls_agent_or_a_supervisor_sets_its_outcome(site: Site, answered: str) -> None:
    async with await site.signed_in("agent2") as client:
        answer = await client.post(f"/api/calls/{answered}/outcome", json={"outcome": "harassment"})
    assert answer.status_code == 403


async def test_an_outcome_is_for_those_who_may_read_the_call(site: Site, house: House) -> None:
    """Also in a duty session, where another agent may write the draft."""
    house.record(
        "call_arrived", CALL, caller_number="15412345678", caller_name="", dialled="12345", trunk="local", sip_call_id="s"
    )
    house.record("call_queued", CALL, queue="duty:s1", position=1)
    house.record("call_answered", CALL, agent=house.person("leader1"), queue="duty:s1", waited_s=1.0)
    house.draft(CALL, "leader1")
    house.ended(CALL, "leader1")
    async with await site.signed_in("agent2") as other, await site.signed_in("leader1") as leader:
        assert (await other.post(f"/api/calls/{CALL}/outcome", json={"outcome": "silent"})).status_code == 403
        assert (await leader.post(f"/api/calls/{CALL}/outcome", json={"outcome": "silent"})).status_code == 200


async def test_sixty_writers_at_once_all_get_their_answer(site: Site, house: House) -> None:
    """More requests than worker threads, one writer at a time: nobody waits for a thread that a waiting one holds."""
    for number in range(60):
        house.answered(call_id(100 + number), "agent1")
        house.ended(call_id(100 + number), "agent1")
    statuses: list[int] = []
    async with await site.signed_in("agent1") as client, anyio.create_task_group() as group:

        async def end(call: str) -> None:
            answer = await client.post(f"/api/calls/{call}/outcome", json={"outcome": "silent"}, timeout=60)
            statuses.append(answer.status_code)

        for number in range(60):
            group.start_soon(end, call_id(100 + number))
    assert statuses == [200] * 60


async def test_a_lost_caller_is_claimed_and_called_back(site: Site, house: House) -> None:
    call = call_id(5)
    house.record(
        "call_arrived", call, caller_number="15400001111", caller_name="", dialled="12345", trunk="local", sip_call_id="s"
    )
    house.record("call_queued", call, queue="general", position=1)
    house.record(
        "call_ended", call, reason="abandoned", by="caller", queue="general", agent=None, waited_s=9.0, talked_s=0.0, detail=""
    )
    async with await site.signed_in("agent1") as client:
        (entry,) = (await client.get("/api/callbacks", params={"state": "open"})).json()
        items = (await client.get("/api/todo")).json()
        claimed = await client.post(f"/api/callbacks/{entry['id']}/claim")
        done = await client.post(f"/api/callbacks/{entry['id']}/done", json={"note": "已回拨"})
        left = (await client.get("/api/callbacks", params={"state": "open"})).json()
    assert (entry["number"], entry["count"]) == ("15400001111", 1)
    assert [item["id"] for item in items if item["kind"] == "callback"] == [entry["id"]]
    assert claimed.json()["state"] == "claimed"
    assert done.json()["state"] == "done"
    assert left == []


async def test_the_list_of_calls_is_cut_down_by_how_they_ended_and_by_number(site: Site, house: House, answered: str) -> None:
    house.answered(call_id(2), "agent2", "15488887777")
    house.ended(call_id(2), "agent2")
    async with await site.signed_in("boss1") as boss:
        completed = (await boss.get("/api/calls", params={"reason": "completed"})).json()["items"]
        of_number = (await boss.get("/api/calls", params={"number": "15412345678"})).json()["items"]
    assert [call["id"] for call in completed] == [call_id(2)]
    assert [call["id"] for call in of_number] == [answered]


async def test_a_suggestion_counts_the_time_limit_that_the_agent_chose(site: Site) -> None:
    async with await site.signed_in("agent1") as client:
        category = (await client.get("/api/categories", params={"q": "路灯"})).json()[0]["code"]
        due = [
            (await client.post("/api/dispatch/suggest", json={"category": category, "level": level})).json()["deadline"]
            for level in (1, 11)
        ]
    assert due[0] < due[1]


async def test_queues_are_named_to_whoever_is_signed_in(site: Site) -> None:
    async with await site.signed_in("root1") as admin, site.client() as nobody:
        queues = (await admin.get("/api/queues")).json()
        assert (await nobody.get("/api/queues")).status_code == 401
    assert queues == [{"name": "general", "title": "综合话务", "duty_session": None}]


async def test_whoever_plays_a_recording_is_written_down_before_it_sounds(site: Site, recording: bytes) -> None:
    async with await site.signed_in("agent1") as agent:
        for part in ("bytes=0-99", "bytes=100-199"):
            await agent.get(f"/api/calls/{CALL}/recording?place=ticket", headers={"Range": part})
        assert (await agent.get(f"/api/calls/{CALL}/recording", headers={"Range": f"bytes={len(recording)}-"})).status_code == 416
        assert (await agent.get(f"/api/calls/{CALL}/hearings")).status_code == 403
    async with await site.signed_in("boss1") as boss:
        [only] = (await boss.get(f"/api/calls/{CALL}/hearings")).json()
        assert (only["place"], only["times"]) == ("ticket", 1)
        assert (await boss.get("/api/calls/none/hearings")).status_code == 404


async def test_who_may_not_hear_it_leaves_no_row(site: Site, recording: bytes) -> None:
    async with await site.signed_in("agent2") as other:
        assert (await other.get(f"/api/calls/{CALL}/recording")).status_code == 403
    async with await site.signed_in("boss1") as boss:
        assert (await boss.get(f"/api/calls/{CALL}/hearings")).json() == []
