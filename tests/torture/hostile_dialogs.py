"""Hostile requests around a live call: wrong tags, CSeq tricks, re-used branches, races, transfers to evil places. Our own.

Unless a scene ends the call, the call must live afterwards: an OPTIONS inside it is answered 200.
"""

from collections.abc import Awaitable, Callable, Sequence

from tests.torture.answer import Answer
from tests.torture.case import Scene
from tests.torture.pen import sdp
from tests.torture.uac import Uac, follow_up

IN_DIALOG, OLD, GLARE = "RFC 3261 §12.2.2", "RFC 3261 §12.2.2: CSeq below the last", "RFC 3261 §14.2"
LATER = 5_000
"""CSeq of the OPTIONS that asks whether a call lives: above all that the scenes use, below their greatest."""
RESENT_S = 3.0
Play = Callable[[Uac, Answer], Awaitable[str]]


async def establish(phone: Uac) -> Answer | None:
    """A call answered and acknowledged; its 200."""
    phone.send(phone.pen().invite())
    ok = await phone.final(method="INVITE")
    if ok is None or ok.status != 200:
        return None
    phone.send(follow_up("ACK", ok, phone.address))
    return ok


async def lives(phone: Uac, ok: Answer, cseq: int = LATER) -> str:
    status = await phone.ask(follow_up("OPTIONS", ok, phone.address, cseq=cseq))
    return "" if status == 200 else f"expected a call that lives, got {status} to OPTIONS inside it"


def during(name: str, source: str, play: Play, *, goes_on: bool = True) -> Scene:
    """A scene that begins with an established call."""

    async def whole(phone: Uac) -> str:
        ok = await establish(phone)
        if ok is None:
            return "expected a call to begin with, got none"
        wrong = await play(phone, ok)
        return wrong or (await lives(phone, ok) if goes_on else "")

    return Scene(name, source, whole)


def expect(got: int, *want: int) -> str:
    return "" if got in want else f"expected {sorted(want)}, got {got or 'nothing'}"


def inside(
    name: str,
    source: str,
    method: str,
    *want: int,
    more: Sequence[str] = (),
    body: str = "",
    cseq: int = 2,
    to: str = "",
    from_: str = "",
) -> Scene:
    """One request inside the call. ``to`` and ``from_`` are made from the dialog's own by replacing ``old`` of ``old>new``."""

    async def play(phone: Uac, ok: Answer) -> str:
        data = follow_up(
            method, ok, phone.address, cseq=cseq, more="".join(line + "\r\n" for line in more), body=body,
            to=_bent(ok.get("To"), to), from_=_bent(ok.get("From"), from_),
        )  # fmt: skip
        return expect(await phone.ask(data), *want)

    return during(name, source, play)


def _bent(value: str, change: str) -> str:
    old, _, new = change.partition(">")
    return value.replace(old, new) if change else ""


def referring(name: str, *targets: str) -> Scene:
    """A transfer that nobody here can want; 202 means that it is looked into, and told by NOTIFY."""
    lines = [f"Refer-To: {target}" for target in targets]
    return inside(name, "RFC 3515 §2.4", "REFER", 202, 400, 403, 404, 405, 416, 480, 488, 501, 603, more=lines)


KIND = "Content-Type: "
WRONG_TAGS = (
    inside("BYE with another To tag", IN_DIALOG, "BYE", 481, to="tag=>tag=x"),
    inside("BYE with the To tag in another case", IN_DIALOG, "BYE", 481, to=";tag=>;tag=A"),
    inside("BYE without To tag", IN_DIALOG, "BYE", 481, 400, to=";tag=>;gat="),
    inside("BYE with another From tag", IN_DIALOG, "BYE", 481, from_="tag=>tag=x"),
    inside("BYE without From tag", IN_DIALOG, "BYE", 481, 400, from_=";tag=>;gat="),
    inside("re-INVITE with another From tag", IN_DIALOG, "INVITE", 481, from_="tag=>tag=x"),
    inside("other people, right tags", "RFC 3261 §12: the tags are the dialog", "OPTIONS", 200, from_="sip:>sip:x"),
)  # fmt: skip
METHODS = (
    inside("BYE with an old CSeq", OLD, "BYE", 500, cseq=1),
    inside("INFO with an old CSeq", OLD, "INFO", 500, cseq=1),
    inside("re-INVITE with an old CSeq", OLD, "INVITE", 500, 482, cseq=1),
    inside("NOTIFY without subscription", "RFC 6665 §4.1.3", "NOTIFY", 405, 481, 489,
           more=["Event: refer", "Subscription-State: active"]),
    inside("NOTIFY of an unknown event", "RFC 6665 §4.1.3", "NOTIFY", 405, 481, 489, more=["Event: lamp"]),
    inside("SUBSCRIBE inside the call", "RFC 6665 §4.2.1", "SUBSCRIBE", 405, 481, 489, more=["Event: dialog"]),
    inside("MESSAGE inside the call", "RFC 3428 §7", "MESSAGE", 405, 415, 200, more=[KIND + "text/plain"], body="lamp"),
    inside("PUBLISH inside the call", "RFC 3903 §6", "PUBLISH", 405, 489, more=["Event: presence"]),
    inside("REGISTER inside the call", "RFC 3261 §10.2: no dialog", "REGISTER", 405, 481),
    inside("PRACK of nothing", "RFC 3262 §3", "PRACK", 405, 481, more=["RAck: 1 1 INVITE"]),
    inside("PRACK with a broken RAck", "RFC 3262 §3", "PRACK", 400, 405, 481, more=["RAck: lamp"]),
    inside("unknown method inside the call", "RFC 3261 §8.2.1", "LANTERN", 405, 501),
    inside("unknown option inside the call", "RFC 3261 §8.2.2.3", "OPTIONS", 420, more=["Require: lamplight"]),
    inside("two Contacts in a re-INVITE", "RFC 3261 §12.2.1.1", "UPDATE", 200, 400,
           more=["Contact: <sip:a@127.0.0.1:9>", "Contact: <sip:b@127.0.0.1:9>"]),
    inside("UPDATE to a Contact of a web page", "RFC 3261 §8.1.1.8", "UPDATE", 400, more=["Contact: <http://yard.invalid>"]),
)  # fmt: skip
DIGITS = (
    inside("INFO of an unknown kind", "RFC 6086 §4.2.2", "INFO", 415, more=[KIND + "application/x-lamp"], body="on"),
    inside("INFO without body", "RFC 6086 §4.2.2", "INFO", 200),
    inside("INFO digit of two letters", "dtmf-relay: one key", "INFO", 200, 400, 415, more=[KIND + "application/dtmf-relay"],
           body="Signal=99\r\nDuration=100"),
    inside("INFO digit that is none", "dtmf-relay: one key", "INFO", 200, 400, 415, more=[KIND + "application/dtmf-relay"],
           body="Signal=Z"),
    inside("INFO digit without value", "dtmf-relay: one key", "INFO", 200, 400, 415, more=[KIND + "application/dtmf-relay"],
           body="Signal="),
    inside("INFO digit in full width", "dtmf-relay: one key", "INFO", 200, 400, 415, more=[KIND + "application/dtmf"], body="５"),
    inside("INFO digit of huge duration", "dtmf-relay", "INFO", 200, 400, 415, more=[KIND + "application/dtmf-relay"],
           body=f"Signal=5\r\nDuration={10**50}"),
    inside("INFO of 10,000 digits", "dtmf-relay: one key", "INFO", 200, 400, 413, 415, more=[KIND + "application/dtmf"],
           body="5" * 10_000),
    inside("INFO of 10,000 lines", "dtmf-relay: one key", "INFO", 200, 400, 413, 415, more=[KIND + "application/dtmf-relay"],
           body="Signal=5\r\n" * 3_000),
)  # fmt: skip
TRANSFERS = (
    referring("REFER without target"),
    referring("REFER to two targets", "<sip:110@127.0.0.1>", "<sip:119@127.0.0.1>"),
    referring("REFER to a web page", "<http://yard.invalid/>"),
    referring("REFER to a shell command", '"$(reboot)" <sip:`reboot`@127.0.0.1>'),
    referring("REFER to the service itself", "<sip:12345@127.0.0.1>"),
    referring("REFER to a broadcast address", "<sip:1@255.255.255.255>"),
    referring("REFER with Replaces of nobody", "<sip:1@127.0.0.1?Replaces=never%3Bto-tag%3Da%3Bfrom-tag%3Db>"),
    referring("REFER that asks for another method", "<sip:1@127.0.0.1;method=BYE>"),
    referring("REFER with a target of 20,000 letters", "<sip:" + "1" * 20_000 + "@127.0.0.1>"),
)


def offered(text: str, *want: int, method: str = "INVITE") -> Play:
    """A new offer inside the call."""

    async def play(phone: Uac, ok: Answer) -> str:
        more = "Content-Type: application/sdp\r\nContact: <sip:1@127.0.0.1:9>\r\n"
        body = text.replace("\n", "\r\n")
        status = await phone.ask(follow_up(method, ok, phone.address, cseq=2, more=more, body=body))
        acknowledge(phone, method)
        return expect(status, *want)

    return play


def acknowledge(phone: Uac, method: str = "INVITE") -> None:
    if method == "INVITE":
        phone.send(follow_up("ACK", phone.finals(method="INVITE")[-1], phone.address))


PLAIN = sdp("v=0\no=lamp 7 2 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9000 RTP/AVP 8\n").replace("\r\n", "\n")
HOLD = PLAIN + "a=sendonly\n"
REOFFERS = (
    during("re-INVITE with a body of noise", GLARE, offered("lamp\n", 488, 400)),
    during("re-INVITE without audio", GLARE, offered(PLAIN.replace("m=audio", "m=video"), 488)),
    during("re-INVITE that closes the audio line", "RFC 3264 §8.2", offered(PLAIN.replace("9000", "0"), 488, 200)),
    during("re-INVITE to a multicast group", GLARE, offered(PLAIN.replace("c=IN IP4 127.0.0.1", "c=IN IP4 239.1.1.1"), 488)),
    during("UPDATE with a body of noise", "RFC 3311 §5.2", offered("lamp\n", 488, 400, method="UPDATE")),
    during("UPDATE that holds", "RFC 3311 §5.2", offered(HOLD, 200, method="UPDATE")),
    during("re-INVITE that holds", "RFC 3264 §8.4", offered(HOLD, 200)),
)


async def two_reinvites(phone: Uac, ok: Answer) -> str:
    more = "Content-Type: application/sdp\r\nContact: <sip:1@127.0.0.1:9>\r\n"
    body = PLAIN.replace("\n", "\r\n")
    first = await phone.ask(follow_up("INVITE", ok, phone.address, cseq=2, more=more, body=body))
    second = await phone.ask(follow_up("INVITE", ok, phone.address, cseq=3, more=more, body=body))
    for answer in phone.finals(method="INVITE")[1:]:
        phone.send(follow_up("ACK", answer, phone.address))
    return expect(first, 200) or expect(second, 500, 491, 200)


async def bye_twice(phone: Uac, ok: Answer) -> str:
    bye = follow_up("BYE", ok, phone.address, cseq=2)
    first = await phone.ask(bye)
    again = await phone.ask(bye)
    after = await phone.ask(follow_up("BYE", ok, phone.address, cseq=3))
    return expect(first, 200) or expect(again, 200) or expect(after, 481)


async def foreign_call_id(phone: Uac, ok: Answer) -> str:
    return expect(await phone.ask(follow_up("BYE", ok, phone.address, cseq=2).replace(b"Call-ID: ", b"Call-ID: x")), 481)


async def far_cseq(phone: Uac, ok: Answer) -> str:
    far = await phone.ask(follow_up("OPTIONS", ok, phone.address, cseq=2**31 - 3))
    back = await phone.ask(follow_up("OPTIONS", ok, phone.address, cseq=3))
    return expect(far, 200) or expect(back, 500) or await lives(phone, ok, 2**31 - 2)


async def branch_again(phone: Uac, ok: Answer) -> str:
    """Two requests under one branch: the second is a retransmission of the first for all that a server can know."""
    options = follow_up("OPTIONS", ok, phone.address, cseq=2)
    first = await phone.ask(options)
    second = await phone.ask(options.replace(b"CSeq: 2", b"CSeq: 3"))
    return expect(first, 200) or expect(second, 200, 500)


async def cancel_of_the_answered(phone: Uac, ok: Answer) -> str:
    cancel = follow_up("CANCEL", ok, phone.address)
    return expect(await phone.ask(cancel), 481, 200)


async def acknowledged_twice(phone: Uac, ok: Answer) -> str:
    for body in ("", "lamp", PLAIN):
        phone.send(follow_up("ACK", ok, phone.address, body=body, more="Content-Type: application/sdp\r\n" if body else ""))
    return ""


async def options_flood(phone: Uac, ok: Answer) -> str:
    for number in range(2, 202):
        phone.send(follow_up("OPTIONS", ok, phone.address, cseq=number))
    came = await phone.until(lambda: len(phone.finals(ok.call_id, "OPTIONS")) == 200)
    return "" if came else f"expected 200 answers, got {len(phone.finals(ok.call_id, 'OPTIONS'))}"


async def storm(phone: Uac, ok: Answer, method: str, count: int, more: str, body: str = "") -> str:
    """So many requests at once inside the call: each has its answer."""
    for number in range(2, count + 2):
        phone.send(follow_up(method, ok, phone.address, cseq=number, more=more, body=body))
    came = await phone.until(lambda: len(phone.finals(ok.call_id, method)) >= count)
    return "" if came else f"expected {count} answers to {method}, got {len(phone.finals(ok.call_id, method))}"


async def keys_by_info(phone: Uac, ok: Answer) -> str:
    return await storm(phone, ok, "INFO", 300, "Content-Type: application/dtmf-relay\r\n", "Signal=9\r\n")


async def transfers_at_once(phone: Uac, ok: Answer) -> str:
    return await storm(phone, ok, "REFER", 30, f"Refer-To: <sip:1@127.0.0.1:9>\r\nContact: <sip:1@{phone.address[0]}:9>\r\n")


async def guessed_tags(phone: Uac, ok: Answer) -> str:
    """Who knows a Call-ID, from a trace, must know two tags as well."""
    tag = ok.get("To").rpartition("tag=")[2]
    for number in range(200):
        guess = ok.get("To").replace(tag, f"{number:0{len(tag)}x}"[: len(tag)])
        phone.send(follow_up("BYE", ok, phone.address, cseq=number + 2, to=guess))
    await phone.until(lambda: len(phone.finals(ok.call_id, "BYE")) >= 200)
    return expect(max(one.status for one in phone.finals(ok.call_id, "BYE")), 481) or expect(
        len(phone.finals(ok.call_id, "BYE")), 200
    )


async def acks_of_nothing(phone: Uac, ok: Answer) -> str:
    for number in range(300):
        phone.send(follow_up("ACK", ok, phone.address, cseq=number, to=ok.get("To") + str(number)))
    return ""


async def sound_elsewhere_by_a_thief(phone: Uac, ok: Answer) -> str:
    """The right Call-ID and the caller's tag with another of ours: the sound is not led away."""
    body = PLAIN.replace("127.0.0.1", "127.0.0.66").replace("\n", "\r\n")
    more = "Content-Type: application/sdp\r\nContact: <sip:1@127.0.0.66:9>\r\n"
    asked = follow_up("INVITE", ok, phone.address, cseq=9, more=more, body=body, to=ok.get("To") + "x")
    status = await phone.ask(asked)
    acknowledge(phone)
    return expect(status, 481)


async def no_hops_left(phone: Uac, ok: Answer) -> str:
    """Inside a call the end point is where it was going (§16.3 is a proxy's rule)."""
    last = follow_up("OPTIONS", ok, phone.address, cseq=2).replace(b"Max-Forwards: 70", b"Max-Forwards: 0")
    return expect(await phone.ask(last), 200, 483)


async def replaced_with_wrong_tags(phone: Uac, ok: Answer) -> str:
    pen = phone.pen()
    tag = ok.get("To").rpartition("tag=")[2]
    return expect(await phone.ask(pen.invite({"Replaces": f"{ok.call_id};to-tag={tag};from-tag=wrong"})), 481)


async def delayed_offer_without_answer(phone: Uac, ok: Answer) -> str:
    """An offer of ours in the 200 and an ACK without answer: the old session stays, or the call ends; both say so."""
    here = f"Contact: <sip:1@{phone.address[0]}:{phone.address[1]}>\r\n"
    status = await phone.ask(follow_up("INVITE", ok, phone.address, cseq=2, more=here))
    acknowledge(phone)
    await phone.probe()
    asked = await phone.ask(follow_up("OPTIONS", ok, phone.address, cseq=3))
    ended = any(one.method == "BYE" for one in phone.asked)
    return expect(status, 200, 488) or ("" if asked == 200 or ended else f"expected a live call or its BYE, got {asked}")


async def stranger_hangs_up(phone: Uac, ok: Answer) -> str:
    """The right tags with a bent Via: the answer goes to where the packet came from."""
    bye = follow_up("OPTIONS", ok, ("127.0.9.9", 9), cseq=2)
    return expect(await phone.ask(bye), 200)


LIVE = (
    during("second re-INVITE before the first has its ACK", GLARE, two_reinvites),
    during("BYE of another Call-ID", IN_DIALOG, foreign_call_id),
    during("CSeq far ahead, then back", IN_DIALOG, far_cseq, goes_on=False),
    during("branch used again for another request", "RFC 3261 §17.2.3", branch_again),
    during("CANCEL of an answered call", "RFC 3261 §9.2", cancel_of_the_answered),
    during("ACK again and again, with bodies", "RFC 3261 §13.3.1.4", acknowledged_twice),
    during("200 OPTIONS inside the call", "every request is answered", options_flood),
    during("300 keys by INFO inside the call", "RFC 6086 §5.2.1; every request is answered", keys_by_info),
    during("30 transfers at once", "RFC 3515 §2.4.4", transfers_at_once),
    during("200 BYEs with guessed tags", IN_DIALOG, guessed_tags),
    during("300 ACKs of nothing", "RFC 3261 §17.2: never answered", acks_of_nothing),
    during("re-INVITE that leads the sound to a thief", IN_DIALOG, sound_elsewhere_by_a_thief),
    during("Max-Forwards 0 inside the call", "RFC 3261 §16.3", no_hops_left),
    during("Replaces with a wrong tag", "RFC 3891 §3", replaced_with_wrong_tags),
    during("delayed offer that is never answered", "RFC 3261 §13.2.1, §14.2", delayed_offer_without_answer, goes_on=False),
    during("Via of somebody else", "RFC 3581 §4", stranger_hangs_up),
    during("BYE twice and once more", "RFC 3261 §15.1.2, §17.2.2", bye_twice, goes_on=False),
)


async def ack_of_another_number(phone: Uac) -> str:
    """Only the right ACK ends the repetition of the 200 (§13.3.1.4)."""
    phone.send(phone.pen().invite())
    ok = await phone.final(method="INVITE")
    if ok is None:
        return "expected an answer, got nothing"
    phone.send(follow_up("ACK", ok, phone.address, cseq=77))
    again = await phone.until(lambda: len(phone.finals(method="INVITE")) > 1, RESENT_S)
    return "" if again else "expected the 200 once more, as its ACK never came"


async def bye_before_ack(phone: Uac) -> str:
    phone.send(phone.pen().invite())
    ok = await phone.final(method="INVITE")
    return expect(await phone.ask(follow_up("BYE", ok, phone.address, cseq=2)), 200) if ok else "expected an answer, got nothing"


async def cancel_at_once(phone: Uac) -> str:
    pen = phone.pen()
    phone.send(pen.invite())
    phone.send(pen.request("CANCEL", {"CSeq": "1 CANCEL"}))
    phone.send(pen.request("CANCEL", {"CSeq": "1 CANCEL"}))
    cancelled, invited = await phone.final(method="CANCEL"), await phone.final(method="INVITE")
    return expect(cancelled.status if cancelled else 0, 200, 481) or expect(invited.status if invited else 0, 487, 200)


async def cancel_of_another_branch(phone: Uac) -> str:
    pen, other = phone.pen(), phone.pen()
    phone.send(pen.invite())
    phone.send(pen.request("CANCEL", {"CSeq": "1 CANCEL", "Via": other.via}))
    cancelled, invited = await phone.final(method="CANCEL"), await phone.final(method="INVITE")
    return expect(cancelled.status if cancelled else 0, 481) or expect(invited.status if invited else 0, 200)


async def the_same_again(phone: Uac) -> str:
    """Retransmissions make one call, whatever their number."""
    invite = phone.pen().invite()
    for _ in range(20):
        phone.send(invite)
    await phone.final(method="INVITE")
    await phone.probe()
    tags = {one.get("To") for one in phone.finals(method="INVITE")}
    return "" if len(tags) == 1 else f"expected one To tag, got {tags}"


async def another_way(phone: Uac) -> str:
    """The same request by two ways (§8.2.2.2)."""
    pen, other = phone.pen(), phone.pen()
    phone.send(pen.invite())
    phone.send(pen.invite({"Via": other.via}))
    await phone.until(lambda: len(phone.finals(method="INVITE")) > 1)
    return expect(max((one.status for one in phone.finals(method="INVITE")), default=0), 482)


async def one_branch_for_two_calls(phone: Uac) -> str:
    first, second = phone.pen(), phone.pen()
    second.branch = first.branch
    phone.send(first.invite())
    phone.send(second.invite())
    ok = await phone.final(first.call_id)
    return expect(ok.status if ok else 0, 200)


async def flood(phone: Uac) -> str:
    """More calls at once than the house takes: each is answered, with 200 or with 503 and when to try again."""
    pens = [phone.pen() for _ in range(80)]
    for pen in pens:
        phone.send(pen.invite())
    await phone.until(lambda: len({one.call_id for one in phone.finals(method="INVITE")}) == len(pens))
    finals = {one.call_id: one for one in phone.finals(method="INVITE")}
    wrong = [one.status for one in finals.values() if one.status not in (200, 503)]
    mute = [one for one in finals.values() if one.status == 503 and not one.get("Retry-After")]
    if len(finals) < len(pens) or wrong or mute:
        return f"expected {len(pens)} answers of 200 or 503, got {len(finals)}, {wrong} others, {len(mute)} without Retry-After"
    return "" if len({one.status for one in finals.values()}) == 2 else "expected both 200 and 503, got one of them"


async def cancels_of_nothing(phone: Uac) -> str:
    for _ in range(200):
        phone.send(phone.pen().request("CANCEL"))
    await phone.until(lambda: len(phone.finals(method="CANCEL")) >= 200)
    return expect(len(phone.finals(method="CANCEL")), 200) or expect(max(one.status for one in phone.finals()), 481)


async def a_contact_of_our_own(phone: Uac) -> str:
    """The caller's Contact is the service: what it then sends to itself belongs to no call, and must not go round."""
    pen = phone.pen()
    phone.send(pen.invite({"Contact": f"<sip:12345@{pen.house}>"}, body=""))
    ok = await phone.final(pen.call_id)
    if ok is None:
        return "expected an answer, got nothing"
    if ok.status == 200:
        phone.send(follow_up("ACK", ok, phone.address))
    return expect(ok.status, 200, 400, 482)


RACES = (
    Scene("200 CANCELs of nothing", "RFC 3261 §9.2", cancels_of_nothing),
    Scene("Contact of the service itself", "RFC 3261 §8.1.1.8", a_contact_of_our_own),
    Scene("ACK of another CSeq", "RFC 3261 §13.3.1.4", ack_of_another_number),
    Scene("BYE before the ACK", "RFC 3261 §15.1.2", bye_before_ack),
    Scene("CANCEL twice at once", "RFC 3261 §9.2", cancel_at_once),
    Scene("CANCEL of another branch", "RFC 3261 §9.2", cancel_of_another_branch),
    Scene("INVITE twenty times", "RFC 3261 §17.2.1", the_same_again),
    Scene("the same INVITE by two ways", "RFC 3261 §8.2.2.2", another_way),
    Scene("one branch for two calls", "RFC 3261 §17.2.3", one_branch_for_two_calls),
    Scene("80 INVITEs at once, 50 places", "RFC 3261 §21.5.4", flood),
)
CASES: tuple[Scene, ...] = (*WRONG_TAGS, *METHODS, *DIGITS, *TRANSFERS, *REOFFERS, *LIVE, *RACES)
