"""Whose phone it is that calls us: an agent's own, or anybody else's. Pure."""

from telephony.queues.agents import Agent
from telephony.queues.floor import Floor
from telephony.sip.port import IncomingCall


def agent_at(floor: Floor, incoming: IncomingCall) -> Agent | None:
    """The seated agent from whose phone an INVITE comes: same user, same host."""
    return next((one for one in floor.agents.values() if _is_phone(one.seat.phone, incoming)), None)


def user_of(phone: str) -> str:
    """The user part of a phone's URI."""
    return phone.partition(":")[2].partition("@")[0]


def _is_phone(phone: str, incoming: IncomingCall) -> bool:
    host = phone.partition("@")[2].partition(":")[0]
    return bool(user_of(phone)) and user_of(phone) == incoming.caller.number and host == incoming.source[0]
