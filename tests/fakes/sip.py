"""Signalling without a network: a test plays the peers, and reads what the exchange did to each leg."""

from collections.abc import Mapping, Sequence
from itertools import count

from config.ids import LegId
from telephony.sip.port import (
    EndedBy,
    IncomingCall,
    LocalMedia,
    Negotiated,
    Party,
    RegistrationStatus,
    SipEndpoint,
    SipFigures,
    SipLeg,
    SipListener,
    TrunkStatus,
)

NEGOTIATED = Negotiated(
    codec="PCMA", payload_type=8, dtmf_payload_type=101, remote_host="127.0.0.1", remote_port=30000
)  # fmt: skip


class FakeSipLeg(SipLeg):
    """``did`` lists what the exchange asked for; the peer's side is played by `FakeSipEndpoint` and the methods below."""

    def __init__(self, endpoint: "FakeSipEndpoint", name: str, remote: Party, *, delayed_offer: bool = False) -> None:
        self.leg_id = LegId(name)
        self.sip_call_id = f"{name}@test"
        self.remote = remote
        self.did: list[str] = []
        self.caller: Party | None = None
        self.over = False
        self._endpoint = endpoint
        self._delayed_offer = delayed_offer

    def ring(self, local: LocalMedia | None = None) -> Negotiated | None:
        self.did.append("ring" if local is None else "ring early")
        return None if local is None or self.over else NEGOTIATED

    def answer(self, local: LocalMedia) -> Negotiated | None:
        self.did.append("answer")
        return None if self.over or self._delayed_offer else NEGOTIATED

    def reject(self, status: int, reason: str = "", *, retry_after_s: int | None = None) -> None:
        self.did.append(f"reject {status}")
        self.over = True

    def hang_up(self, cause: str = "") -> None:
        if not self.over:
            self.did.append("hang_up")
            self.over = True

    def hold(self, on: bool) -> None:
        self.did.append("hold" if on else "unhold")

    def refer(self, target: str, *, replaces: SipLeg | None = None) -> None:
        self.did.append(f"refer {target}")

    def answer_refer(self, status: int, reason: str = "") -> None:
        self.did.append(f"answer_refer {status}")

    # What the peer does

    def peer_answers(self) -> None:
        self._endpoint.listener.answered(self, NEGOTIATED)

    def peer_sounds_early(self, media: Negotiated = NEGOTIATED) -> None:
        """183 with SDP: what its network says can be heard."""
        self._endpoint.listener.ringing(self)
        self._endpoint.listener.media_changed(self, media)

    def peer_fails(self, status: int) -> None:
        self.over = True
        self._endpoint.listener.failed(self, status, "")

    def peer_ends(self, by: EndedBy = "remote", reason: str = "BYE") -> None:
        self.over = True
        self._endpoint.listener.ended(self, by, reason)

    def peer_changes(self, media: Negotiated) -> None:
        self._endpoint.listener.media_changed(self, media)

    def peer_refers(self, target: str, *, replaces: SipLeg | None = None) -> None:
        number = target.partition(":")[2].partition("@")[0]
        self._endpoint.listener.transfer_requested(self, Party(number=number, name="", uri=target), replaces)

    def peer_progresses(self, status: int) -> None:
        """How our REFER goes."""
        self._endpoint.listener.refer_progressed(self, status)

    def peer_presses(self, digit: str) -> None:
        self._endpoint.listener.digit(self, digit)


class FakeSipEndpoint(SipEndpoint):
    """``dialled`` holds the outgoing legs in order. With ``refuse`` set, `invite` raises it."""

    def __init__(self) -> None:
        self.listener: SipListener
        self.legs: list[FakeSipLeg] = []
        self.dialled: list[FakeSipLeg] = []
        self.stopped = False
        self.refuse: Exception | None = None
        self.reported = SipFigures()
        self._names = count(1)

    async def start(self, listener: SipListener) -> None:
        self.listener = listener

    def invite(
        self, target: str, local: LocalMedia, *, caller: Party | None = None, headers: Mapping[str, str] | None = None
    ) -> SipLeg:
        if self.refuse:
            raise self.refuse
        leg = FakeSipLeg(self, f"out-{next(self._names)}", Party(number=target, name="", uri=target))
        leg.caller = caller
        self.dialled.append(leg)
        self.legs.append(leg)
        return leg

    def registrations(self) -> Sequence[RegistrationStatus]:
        return ()

    def trunks(self) -> Sequence[TrunkStatus]:
        return ()

    def figures(self) -> SipFigures:
        return self.reported

    def live_legs(self) -> int:
        return sum(not leg.over for leg in self.legs)

    async def stop(self) -> None:
        self.stopped = True

    def pick_up(self, ringing: FakeSipLeg, phone: str) -> FakeSipLeg:
        """The phone ``sip:user@host`` asks for what rings at another."""
        user, _, host = phone.partition(":")[2].partition("@")
        caller = Party(number=user, name="", uri=phone)
        leg = FakeSipLeg(self, f"in-{next(self._names)}", caller)
        self.legs.append(leg)
        self.listener.incoming(
            leg,
            IncomingCall(
                caller=caller, dialled="", trunk="local", source=(host.partition(":")[0], 5070), picks_up=ringing.leg_id
            ),
        )
        return leg

    def call_in(
        self, number: str = "16400000001", *, dialled: str = "12345", delayed_offer: bool = False, withheld: bool = False
    ) -> FakeSipLeg:
        """A citizen calls."""
        caller = Party(number=number, name="", uri=f"sip:{number}@127.0.0.1")
        leg = FakeSipLeg(self, f"in-{next(self._names)}", caller, delayed_offer=delayed_offer)
        self.legs.append(leg)
        incoming = IncomingCall(caller=caller, dialled=dialled, trunk="local", source=("127.0.0.1", 5090), withheld=withheld)
        self.listener.incoming(leg, incoming)
        return leg
