"""What callers of the hall hear and how their calls ended."""

from config.settings import Acd
from telephony.events import CallEnded
from tests.fakes.sip import FakeSipLeg
from tests.telephony.exchange.house import ACD, House, settle


def acd(**changes: object) -> Acd:
    return ACD.model_copy(update=changes)


def ended(house: House) -> list[tuple[str, str]]:
    return [(fact.reason, fact.detail) for fact in house.told(CallEnded)]


async def hears(house: House, leg: FakeSipLeg) -> tuple[str, ...]:
    await settle()
    return house.media.sound(leg.leg_id)
