"""Many phones on one SIP port and one media engine: callers who dial and speak, agents' phones that answer and speak."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from socket import SOCK_DGRAM

from config.ids import LegId, new_id
from config.settings import Settings
from hotline.ports import free_port, free_rtp_range
from telephony.media.port import MediaEvent
from telephony.media.process import MediaProcess
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.port import EndedBy, IncomingCall, Negotiated, Party, SipLeg, SipListener

RTP_FROM = 48_000
CLOSE_S = 5.0


class Crowd(SipListener):
    """Whoever dials says ``callers_sound`` once the call is answered, whoever is called answers and says ``agents_sound``."""

    def __init__(self, settings: Settings, *, callers_sound: Path, agents_sound: Path) -> None:
        self.port = free_port(SOCK_DGRAM)
        sip = settings.sip.model_copy(update={"port": self.port, "user": "crowd", "registrars": ()})
        media = settings.media.model_copy(update={"rtp_ports": free_rtp_range(RTP_FROM)})
        self._sip, self._media = PyVoipEndpoint(sip), MediaProcess(media, prompts=settings.prompts, tap=None)
        self._sounds: Mapping[bool, Path] = {True: callers_sound, False: agents_sound}
        self._legs: dict[str, tuple[SipLeg, LegId, bool]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.talking = 0
        self.failures: list[str] = []
        self.changed = asyncio.Event()

    async def start(self) -> None:
        await self._media.start(self._heard)
        await self._sip.start(self)

    async def dial(self, target: str, number: str) -> None:
        media_leg = LegId(new_id())
        local = await self._media.open_rtp(media_leg)
        uri = f"sip:{number}@127.0.0.1:{self.port}"
        leg = self._sip.invite(target, local, caller=Party(number=number, name="", uri=uri))
        self._legs[leg.leg_id] = leg, media_leg, True

    async def until_talking(self, legs: int, bound_s: float) -> None:
        """Wait until so many legs speak."""
        async with asyncio.timeout(bound_s):
            while self.talking < legs:
                self.changed.clear()
                await self.changed.wait()

    def hang_up(self) -> None:
        """All who called end their calls."""
        for leg, _, dialled in list(self._legs.values()):
            if dialled:
                leg.hang_up()

    async def stop(self) -> None:
        self.hang_up()
        for task in tuple(self._tasks):
            task.cancel()
        for _, media_leg, _ in self._legs.values():
            await asyncio.wait_for(self._media.close(media_leg), CLOSE_S)
        await self._sip.stop()
        await self._media.stop()

    def _speak(self, leg: SipLeg, media: Negotiated) -> None:
        _, media_leg, dialled = self._legs[leg.leg_id]
        self._media.connect(media_leg, media)
        self._media.play(media_leg, [str(self._sounds[dialled].absolute())], token=new_id())
        self.talking += 1
        self.changed.set()

    async def _answer(self, leg: SipLeg) -> None:
        media_leg = LegId(new_id())
        local = await self._media.open_rtp(media_leg)
        self._legs[leg.leg_id] = leg, media_leg, False
        agreed = leg.answer(local)
        if agreed is not None:
            self._speak(leg, agreed)

    # What signalling and the engine say

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None:
        task = asyncio.create_task(self._answer(leg))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def answered(self, leg: SipLeg, media: Negotiated) -> None:
        self._speak(leg, media)

    def failed(self, leg: SipLeg, status: int, reason: str) -> None:
        self.failures.append(f"{status} {reason}")

    def ringing(self, leg: SipLeg) -> None: ...

    def ended(self, leg: SipLeg, by: EndedBy, reason: str) -> None: ...

    def media_changed(self, leg: SipLeg, media: Negotiated) -> None:
        if leg.leg_id in self._legs:
            self._media.connect(self._legs[leg.leg_id][1], media)

    def digit(self, leg: SipLeg, digit: str) -> None: ...

    def transfer_requested(self, leg: SipLeg, target: Party, replaces: SipLeg | None) -> None:
        leg.answer_refer(603, "Declined")

    def refer_progressed(self, leg: SipLeg, status: int) -> None: ...

    def _heard(self, event: MediaEvent) -> None: ...
