"""Every leg that took part tells its figures at its end: whose it was, and what it was to the call by then."""

import pytest

from config.ids import PersonId
from telephony.events import LegMeasured, LegSide
from telephony.exchange_port import Seat
from tests.telephony.conversation.stages import (
    LI_BY_WANG,
    PHASES,
    PHONE,
    POLICE,
    ZHAO,
    calling,
    consulting,
    supervised,
    talking,
    three_way,
    transferred,
)
from tests.telephony.conversation.test_referral import second_line
from tests.telephony.exchange.house import LI, WANG, House, settle

pytestmark = pytest.mark.anyio
Told = tuple[LegSide, str, PersonId | None]


async def measured(house: House) -> list[Told]:
    await settle()
    return [(fact.side, fact.number, fact.person) for fact in house.told(LegMeasured)]


@pytest.mark.parametrize(
    ("phase", "side"),
    [("consulting", "consulted"), ("alternating", "consulted"), ("three_way", "third_party"), ("transferred", "transfer_target")],
)
async def test_a_third_party_is_what_it_was_when_the_call_ended(house: House, phase: str, side: LegSide) -> None:
    stage = await talking(house)
    await PHASES[phase](stage)
    stage.caller.peer_ends()
    assert sorted(await measured(house), key=str) == sorted(
        [(side, POLICE, None), ("caller", "", None), ("agent", "", LI)], key=str
    )


async def test_a_number_to_which_a_call_was_sent_blindly_is_its_target(house: House) -> None:
    stage = await talking(house)
    await PHASES["transferring"](stage)
    await stage.party_answers()
    stage.caller.peer_ends()
    assert ("transfer_target", POLICE, None) in await measured(house)


async def test_a_consulted_colleague_is_named(house: House) -> None:
    stage = await talking(house, colleague=True)
    await consulting(stage)
    house.exchange.drop_party(LI, stage.call)
    assert await measured(house) == [("consulted", LI_BY_WANG, WANG)]


async def test_a_colleague_who_took_the_call_over_is_its_second_agent(house: House) -> None:
    stage = await talking(house, colleague=True)
    await transferred(stage)
    stage.caller.peer_ends()
    assert [told for told in await measured(house) if told[0] != "caller"] == [("agent", "", LI), ("agent", "", WANG)]


async def test_a_supervisor_is_measured_whenever_the_supervision_ends(house: House) -> None:
    stage = await talking(house)
    await supervised(stage)
    house.exchange.stop_supervising(ZHAO, stage.call)
    assert await measured(house) == [("supervisor", "", ZHAO)]
    await supervised(stage, "barge")
    stage.caller.peer_ends()
    assert (await measured(house)).count(("supervisor", "", ZHAO)) == 2


async def test_the_second_line_of_an_agents_phone_is_the_agents(house: House) -> None:
    stage = await talking(house, phone=True)
    await second_line(stage)
    await stage.party_answers()
    house.exchange.drop_party(LI, stage.call)
    assert sorted(await measured(house)) == [("agent", "", LI), ("consulted", POLICE, None)]


async def test_who_never_took_part_has_no_figures(house: House) -> None:
    stage = await talking(house)
    await calling(stage)
    house.exchange.drop_party(LI, stage.call)
    house.exchange.supervise(boss_on_a_phone(), stage.call, "monitor", "both")
    await settle()
    house.exchange.stop_supervising(ZHAO, stage.call)
    assert await measured(house) == []


async def test_each_leg_is_measured_once_whoever_ends_the_call(house: House) -> None:
    stage = await talking(house)
    await three_way(stage)
    await supervised(stage)
    house.exchange.hang_up(stage.call, LI)
    told = await measured(house)
    assert len(told) == len(set(told)) == 4
    assert len(house.media.closed) == 4


def boss_on_a_phone() -> Seat:
    return Seat(agent=ZHAO, name="赵", phone=PHONE, queues=())
