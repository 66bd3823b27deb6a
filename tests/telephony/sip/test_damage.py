"""Damaged datagrams on a live endpoint: no exception, no lost call, no leak."""

import asyncio
import random

from structlog.testing import capture_logs

from tests.telephony.sip.ends import Listener, answering, endpoint, peer, until
from tests.telephony.sip.scripts import OFFER, Script

ROUNDS = 400
INSERTS = (
    b"",
    b"\0",
    b"\xff\xfe",
    b"\r\n",
    b"\r\n\r\n",
    b";",
    b"<",
    b">",
    b'"',
    b",",
    b":",
    b"@",
    b"=",
    b" ",
    b"%s" * 40,
    b"9" * 30,
)


def damaged(raw: bytes, dice: random.Random) -> bytes:
    """One to three cuts, doublings or insertions anywhere in a message."""
    for _ in range(dice.randint(1, 3)):
        at, width = dice.randrange(len(raw) + 1), dice.choice((0, 1, 2, 5, 20, 80))
        middle = raw[at : at + width] * dice.choice((0, 2))
        raw = raw[:at] + middle + dice.choice(INSERTS) + raw[at + width :]
    return raw


def requests(script: Script) -> list[str]:
    """Requests of one live dialog and of new ones."""
    other = Script(script.port)
    return [
        other.invite(), other.invite(""), other.request("OPTIONS"), other.request("CANCEL", cseq=1, branch=other.branch),
        script.invite(OFFER.replace("30000", "30004")), script.request("UPDATE", body=OFFER),
        script.request("PRACK", more=("RAck: 7 1 INVITE",)),
        script.request("REFER", more=("Refer-To: <sip:1@127.0.0.1?Replaces=a>",)),
        script.request("NOTIFY", body="SIP/2.0 200 OK", kind="message/sipfrag", more=("Event: refer",)),
        other.invite(more=(f"Replaces: {script.call_id};to-tag=1;from-tag={script.tag}",)),
        other.invite(more=("Session-Expires: 600;refresher=uas", "Supported: timer", "Require: 100rel")),
        script.request("INFO", body="Signal=1\r\n", kind="application/dtmf-relay"), script.request("ACK", cseq=1),
        f"SIP/2.0 200 OK\r\n{script.request('BYE').partition(chr(13) + chr(10))[2]}",
    ]  # fmt: skip


def test_damage_raises_nothing_and_a_new_call_is_still_taken() -> None:
    dice = random.Random(12345)

    async def scenario() -> None:
        async with endpoint(Listener(answering), max_calls=5) as (us, told), peer(us) as them:
            script = Script(them.port)
            with capture_logs() as logs:
                for _ in range(ROUNDS):
                    us.received(damaged(dice.choice(requests(script)).encode(), dice), ("127.0.0.1", them.port))
                await asyncio.sleep(0)
            assert [one for one in logs if one["log_level"] == "error"] == []
            await until(lambda: us.live_legs() == 0 and us.layer.live() == 0)
            them.send(script.invite(cseq=77))
            await until(lambda: told.names()[-1] == "incoming")

    asyncio.run(scenario())
