"""The mailbox over REST: no account, files by their content, the answer by number and digits, and a code to scan."""

import sys
from html.parser import HTMLParser

import pytest

from agent_console import codes
from agent_console.guard import MAX_BODY_BYTES
from config.settings import Settings
from tests.agent_console.conftest import House, Site

pytestmark = pytest.mark.anyio
FORM = {"type": "complaint", "name": "王小明", "phone": "16412345678", "text": "小区门口路灯坏了三天没人修。"}
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)


async def test_a_citizen_sends_a_form_with_a_picture_and_looks_it_up(site: Site) -> None:
    async with site.client() as citizen:
        terms = (await citizen.get("/api/mailbox/terms")).json()
        upload = await citizen.post("/api/mailbox/uploads?name=a.jpg", content=JPEG)
        assert upload.status_code == 201, upload.text
        sent = await citizen.post("/api/mailbox", json=FORM | {"uploads": [upload.json()["id"]]})
        assert sent.status_code == 201, sent.text
        asked = {"tracking": sent.json()["tracking"].lower(), "digits": "5678"}
        found = await citizen.post("/api/mailbox/look-up", json=asked)
        wrong = await citizen.post("/api/mailbox/look-up", json=asked | {"digits": "0000"})
        file = await citizen.get(f"/api/attachments/{upload.json()['id']}")
    assert (terms["accept_minutes"], terms["files"], "pdf" in terms["kinds"]) == (60, 9, False)
    assert (found.json()["stage"], found.json()["files"], wrong.status_code, file.status_code) == ("received", 1, 404, 401)


async def test_too_many_wrong_digits_are_told_when_to_come_back(site: Site) -> None:
    async with site.client() as citizen:
        tracking = (await citizen.post("/api/mailbox", json=FORM)).json()["tracking"]
        for _ in range(5):
            await citizen.post("/api/mailbox/look-up", json={"tracking": tracking, "digits": "0000"})
        locked = await citizen.post("/api/mailbox/look-up", json={"tracking": tracking, "digits": "5678"})
    assert locked.status_code == 429
    assert 0 < int(locked.headers["retry-after"]) <= 900


async def test_a_program_and_a_program_file_are_refused(site: Site) -> None:
    async with site.client() as citizen:
        honey = await citizen.post("/api/mailbox", json=FORM | {"website": "x"})
        program = await citizen.post("/api/mailbox/uploads?name=a.jpg", content=b"MZ" + bytes(10))
        document = await citizen.post("/api/mailbox/uploads?name=a.jpg", content=b"%PDF-1.7")
    assert [answer.status_code for answer in (honey, program, document)] == [422, 422, 422]


async def test_a_video_larger_than_other_bodies_is_streamed_in_and_a_picture_has_its_own_bound(site: Site, house: House) -> None:
    video = b"\x00\x00\x00\x18ftypmp42" + bytes(3 * MAX_BODY_BYTES)
    law = house.ports.settings.law.attachments.model_copy(update={"picture_bytes": 1_000})
    object.__setattr__(house.ports.settings.law, "attachments", law)
    async with site.client() as citizen:
        taken = await citizen.post("/api/mailbox/uploads?name=a.mp4", content=video)
        picture = await citizen.post("/api/mailbox/uploads?name=a.jpg", content=JPEG + bytes(2_000))
        elsewhere = await citizen.post("/api/mailbox", content=video)
    assert (taken.status_code, taken.json()["size"]) == (201, len(video))
    assert (picture.status_code, elsewhere.status_code) == (422, 413)
    left = [path for path in house.ports.settings.attachments.rglob("*") if path.is_file()]
    assert [path.stat().st_size for path in left] == [len(video)]


async def test_an_infected_file_is_refused_and_said(site: Site, house: House) -> None:
    command = (sys.executable, "-c", "import sys; sys.exit(1)", "{file}")
    law = house.ports.settings.law.attachments.model_copy(update={"scan_command": command})
    object.__setattr__(house.ports.settings.law, "attachments", law)
    async with site.client() as citizen:
        refused = await citizen.post("/api/mailbox/uploads?name=a.jpg", content=JPEG)
    assert (refused.status_code, refused.json()["error"]["what"]) == (422, "文件含有病毒，没有接收。")
    assert [path for path in house.ports.settings.attachments.rglob("*") if path.is_file()] == []


async def test_the_clerks_list_has_it_and_the_citizen_reads_who_took_it(site: Site) -> None:
    async with site.client() as citizen, await site.signed_in("agent1") as clerk:
        tracking = (await citizen.post("/api/mailbox", json=FORM)).json()["tracking"]
        (one,) = (await clerk.get("/api/intake/worklist?channel=mailbox")).json()["items"]
        assert (one["tracking"], one["light"]) == (tracking, "blue")
        await clerk.post(f"/api/intake/{one['id']}/accept")
        await clerk.post(f"/api/intake/{one['id']}/ask", json={"note": "几号楼？"})
        asked = {"tracking": tracking, "digits": "5678"}
        assert (await citizen.post("/api/mailbox/look-up", json=asked)).json()["asked"] == "几号楼？"
        answered = await citizen.post("/api/mailbox/supplement", json=asked | {"text": "三号楼"})
        detail = (await clerk.get(f"/api/intake/{one['id']}")).json()
    assert answered.json()["stage"] == "accepted"
    assert "三号楼" in detail["text"]


async def test_a_code_needs_the_boxs_address_and_leads_there_with_its_unit(site: Site, house: House, settings: Settings) -> None:
    async with await site.signed_in("agent1") as clerk:
        unit = (await clerk.get("/api/units?limit=1")).json()[0]
        without = await clerk.get(f"/api/mailbox/codes/{unit['code']}.svg")
        assert (without.status_code, "公网地址" in without.json()["error"]["what"]) == (422, True)
        law = settings.law.intake.model_copy(update={"mailbox_address": "https://12345.example.cn/"})
        object.__setattr__(house.ports.settings.law, "intake", law)
        drawn = await clerk.get(f"/api/mailbox/codes/{unit['code']}.svg")
        picture = await clerk.get(f"/api/mailbox/codes/{unit['code']}.png")
        poster = await clerk.get(f"/api/mailbox/codes/{unit['code']}/poster")
    assert (drawn.headers["content-type"], picture.content[:4]) == ("image/svg+xml", b"\x89PNG")
    assert unit["name"] in poster.text
    assert f"https://12345.example.cn/mailbox?at={unit['code']}" in poster.text


def test_what_stands_on_a_poster_is_no_markup() -> None:
    words: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            words.append(data)

    Reader().feed(codes.poster("<script>信箱", "A&B<社区>", "https://x.example/?a=1&b=2", 60))
    assert "<script>信箱" in words
    assert "A&B<社区>" in words
