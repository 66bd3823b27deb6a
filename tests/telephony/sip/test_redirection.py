"""A call that is sent elsewhere (3xx): followed to peers that we trust, each place once, a bounded number of them."""

import asyncio

from config.settings import Trunk
from telephony.sip.message import Message
from telephony.sip.port import LocalMedia
from telephony.sip.redirection import address_text, contacts
from tests.telephony.sip.scripts import OFFER
from tests.telephony.sip.wire import World, play, replied

LOCAL = LocalMedia(host="127.0.0.1", port=41000)


def moved(*values: str) -> Message:
    return Message(method="INVITE", status=302, headers=tuple(("Contact", value) for value in values))


def test_contacts_come_in_the_order_of_their_preference() -> None:
    response = moved("<sip:a@h>;q=0.2", "<sip:b@h>", "<sip:c@h>;q=0.7", "<tel:1>", "nonsense", "<sip:d@h>;q=x")
    assert [uri.user for uri in contacts(response)] == ["b", "c", "a", "d"]


def test_a_contact_dictates_no_headers_and_no_method() -> None:
    (uri,) = contacts(moved("<sip:a@h:5070;method=REFER;lr?Replaces=x>"))
    assert address_text(uri) == "sip:a@h:5070;lr"


def test_a_redirection_to_a_trusted_peer_is_followed() -> None:
    async def scene(world: World) -> None:
        world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", LOCAL)
        first = await world.them.next_of("INVITE")
        contact = f"<sip:300@127.0.0.1:{world.them.port}>"
        world.them.send(replied(first, 302, ("Contact", contact)))
        assert (await world.them.next_of("ACK")).via.branch == first.via.branch
        second = await world.them.next_of("INVITE")
        assert (second.uri, second.cseq, second.call_id) == (contact.strip("<>"), 2, first.call_id)
        assert second.get("To") == first.get("To")
        world.them.send(replied(second, 200, ("Contact", contact), body=OFFER))
        await world.told.wait("answered")
        assert world.told.names() == ["answered"]

    play(scene)


def test_a_redirection_to_a_stranger_is_not() -> None:
    async def scene(world: World) -> None:
        world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", LOCAL)
        first = await world.them.next_of("INVITE")
        world.them.send(replied(first, 302, ("Contact", "<sip:300@127.0.0.99>")))
        assert (await world.told.wait("failed"))[2] == 302

    play(scene, trunks=(Trunk(name="local", host="127.0.0.1"),))


def test_a_circle_ends_and_the_number_of_places_is_bounded() -> None:
    async def scene(world: World) -> None:
        world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", LOCAL)
        seen = []
        while "failed" not in world.told.names():
            invite = await world.them.next_of("INVITE")
            seen.append(invite.uri)
            there = [f"<sip:{200 + len(seen) + n}@127.0.0.1:{world.them.port}>" for n in (0, -1)]
            world.them.send(replied(invite, 302, *(("Contact", value) for value in there)))
            await asyncio.sleep(0.1)
        assert len(seen) == len(set(seen)) == 4
        await asyncio.sleep(60)
        assert world.us.layer.live() == world.us.live_legs() == 0

    play(scene, max_redirects=3)
