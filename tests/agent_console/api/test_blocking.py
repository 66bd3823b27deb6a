"""The harassment list over REST: supervisors only, and telephony is told at once."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.agent_console.conftest import House, Site

pytestmark = pytest.mark.anyio
BODY = {"number": "15412345678", "reason": "反复辱骂", "until": (datetime.now(UTC) + timedelta(days=7)).isoformat()}


async def test_telephony_is_told_the_whole_list_after_each_change(site: Site, house: House) -> None:
    async with await site.signed_in("boss1") as boss:
        made = await boss.post("/api/blocked-numbers", json=BODY)
        await boss.post("/api/blocked-numbers", json={"number": "02588887777", "reason": "推销"})
        lifted = await boss.post("/api/blocked-numbers/lift", json={"number": BODY["number"], "reason": "误操作"})
        listed = (await boss.get("/api/blocked-numbers")).json()
    assert made.status_code == 201
    assert [one["number"] for one in lifted.json()["blocked"]] == [one["number"] for one in listed["blocked"]] == ["02588887777"]
    assert [done[1] for done in house.phone.done if done[0] == "block"] == [
        {"15412345678": "反复辱骂"},
        {"15412345678": "反复辱骂", "02588887777": "推销"},
        {"02588887777": "推销"},
    ]


@pytest.mark.parametrize(
    "body", [{"number": "abc", "reason": "x"}, {"number": "110", "reason": ""}, BODY | {"until": "2020-01-01T00:00:00Z"}]
)
async def test_a_wrong_entry_is_refused_and_telephony_hears_nothing(site: Site, house: House, body: dict[str, str]) -> None:
    async with await site.signed_in("boss1") as boss:
        assert (await boss.post("/api/blocked-numbers", json=body)).status_code == 422
    assert house.phone.done == []


@pytest.mark.parametrize("username", ["agent1", "leader1", "root1", "handler1"])
async def test_nobody_but_supervisors_sees_or_changes_the_list(site: Site, username: str) -> None:
    async with await site.signed_in(username) as other:
        assert (await other.get("/api/blocked-numbers")).status_code == 403
        assert (await other.post("/api/blocked-numbers", json=BODY)).status_code == 403
        assert (await other.post("/api/blocked-numbers/lift", json={"number": "110", "reason": "x"})).status_code == 403
