"""A citizen's answer by link over HTTP: no account, once, and nobody guesses at links."""

import pytest

from config.settings.evaluation import Evaluation
from config.settings.messages import Messages
from tests.agent_console.api.test_evaluation import reported
from tests.agent_console.conftest import House, Site
from ticketing.messages.models import MessageRow

pytestmark = pytest.mark.anyio


@pytest.fixture
def token(house: House) -> str:
    law = house.ports.settings.law
    object.__setattr__(law, "evaluation", Evaluation(first_way="link", link_misses=3))
    object.__setattr__(law, "messages", Messages(provider="file", link_address="https://12345.example.cn"))
    reported(house)
    with house.database.reading() as uow:
        [row] = uow.session.query(MessageRow).all()
        return row.text.split("/reply/")[1].split(" ")[0]


async def test_a_link_shows_the_matter_takes_one_answer_and_names_nobody(site: Site, token: str) -> None:
    async with site.client() as citizen:
        asked = await citizen.get(f"/api/reply/{token}")
        sent = await citizen.post(f"/api/reply/{token}", json={"solved": "solved", "grade": 4, "comment": "快"})
        again = await citizen.post(f"/api/reply/{token}", json={"solved": "unsolved", "grade": 1})
        after = await citizen.get(f"/api/reply/{token}")
    assert (asked.json()["title"], asked.json()["result"]) == ("路灯", "已更换灯泡")
    assert "15412345678" not in asked.text
    assert (sent.status_code, again.status_code, after.status_code) == (204, 409, 409)
    assert "已评价过" in after.json()["error"]["what"]


async def test_an_answer_needs_a_grade_of_five(site: Site, token: str) -> None:
    async with site.client() as citizen:
        none = await citizen.post(f"/api/reply/{token}", json={"solved": "solved"})
        six = await citizen.post(f"/api/reply/{token}", json={"solved": "solved", "grade": 6})
    assert (none.status_code, six.status_code) == (422, 422)


async def test_an_address_that_guesses_at_links_is_refused_also_with_a_right_one(site: Site, token: str) -> None:
    async with site.client() as citizen:
        for _ in range(3):
            assert (await citizen.get("/api/reply/not-a-token")).status_code == 404
        locked = await citizen.get(f"/api/reply/{token}")
    assert locked.status_code == 429
    assert int(locked.headers["retry-after"]) > 0
