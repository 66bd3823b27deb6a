"""Who may hold an account at our kamailio: what was overheard cannot be used, by nobody and for nobody else."""

import asyncio
import re
from hashlib import md5
from itertools import count

import pytest

from hotline.demo.kamailio import Kamailio, installed
from tests.interop.conftest import USERS, Table
from tests.torture.answer import Answer
from tests.torture.pen import Pen
from tests.torture.uac import Uac, uac

pytestmark = [pytest.mark.interop, pytest.mark.skipif(not installed(), reason="kamailio is not installed")]
VICTIM = "8010"
_cseq = count(1)


def register(pen: Pen, user: str = VICTIM, authorization: str | None = None) -> bytes:
    """A REGISTER of ``user`` from the sender's own address; a transaction of its own each time."""
    number = next(_cseq)
    person = f"<sip:{user}@hotline>"
    head = {
        "Via": f"{pen.via}{number}", "From": f"{person};tag={pen.tag}", "To": person, "CSeq": f"{number} REGISTER",
        "Contact": f"<sip:{user}@{pen.me}>", "Expires": "60", "Authorization": authorization,
    }  # fmt: skip
    return pen.request("REGISTER", head, uri="sip:hotline")


def answered(challenge: Answer, user: str = VICTIM, password: str = USERS[VICTIM], nc: int = 1) -> str:
    """The Authorization of RFC 2617 §3.2.2 with qop=auth."""
    value = challenge.get("WWW-Authenticate")
    given = dict(re.findall(r'(\w+)="([^"]*)"', value))
    secret = _hash(f"{user}:{given['realm']}:{password}")
    response = _hash(f"{secret}:{given['nonce']}:{nc:08x}:lamp:auth:{_hash('REGISTER:sip:hotline')}")
    return (
        f'Digest username="{user}", realm="{given["realm"]}", nonce="{given["nonce"]}", uri="sip:hotline", '
        f'response="{response}", algorithm=MD5, qop=auth, nc={nc:08x}, cnonce="lamp"'
    )


def _hash(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


async def final(phone: Uac, data: bytes) -> Answer:
    seen = len(phone.finals())
    phone.send(data)
    answer = await phone.final(after=seen)
    assert answer, "no answer"
    return answer


@pytest.mark.parametrize("peer", ["kamailio"])
def test_an_answer_to_a_challenge_counts_once_and_for_one_account(peer: str, registrar: Kamailio, table: Table) -> None:
    async def scenario() -> None:
        at = registrar.host, registrar.port
        async with uac(at) as phone, uac(at) as thief:
            mine, theirs = phone.pen(), thief.pen()
            challenge = await final(phone, register(mine))
            overheard = answered(challenge)
            with table.step("registers with digest"):
                assert (await final(phone, register(mine, authorization=overheard))).status == 200
            with table.step("refuses a digest sent again"):
                again = await final(thief, register(theirs, authorization=overheard))
                assert again.status == 401
            with table.step("answers a lost answer again"):
                sent = register(mine, authorization=answered(challenge, nc=3))
                assert [(await final(phone, data)).status for data in (sent, sent, sent)] == [200] * 3
            with table.step("counts on under one nonce"):
                assert (await final(phone, register(mine, authorization=answered(challenge, nc=4)))).status == 200
            with table.step("refuses another's account"):
                assert (await final(thief, register(theirs, user="8009", authorization=answered(again)))).status == 403
            with table.step("refuses a wrong password"):
                wrong = answered(challenge, password="guess", nc=5)
                assert (await final(thief, register(theirs, authorization=wrong))).status == 401

    asyncio.run(scenario())
