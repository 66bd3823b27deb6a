"""The same service registered to a kamailio with digest: a caller reaches it through the registrar."""

import asyncio
import json

from hotline.demo.instance import Instance
from hotline.demo.kamailio import Kamailio
from hotline.demo.measure import check_heard, wait_until
from hotline.demo.stage import Stage

CALLER = "16900000041"
USER, PASSWORD = "12345", "demo-registrar"


async def play(stage: Stage) -> None:
    kamailio = Kamailio({USER: PASSWORD}, carriers=["127.0.0.1"])
    await asyncio.to_thread(kamailio.start)
    try:
        registrar = {"host": "127.0.0.1", "port": kamailio.port, "user": USER, "password": PASSWORD}
        second = Stage(stage.settings, stage.home / "registered", stage.facts, stage.speech)
        second.instance = Instance(
            stage.settings,
            stage.home / "registered" / "instance",
            rtp_from=46_000,
            HOTLINE_SIP__REGISTRARS=json.dumps([registrar]),
            HOTLINE_SIP__TRUNKS="[]",
        )
        try:
            await second.open()
            await _through_the_registrar(second, f"sip:{USER}@127.0.0.1:{kamailio.port}")
        finally:
            await second.close()
    finally:
        await asyncio.to_thread(kamailio.stop)


async def _through_the_registrar(stage: Stage, target: str) -> None:
    async with stage.desk("agent1") as desk:
        status = await wait_until(
            lambda: desk.get("/api/status"),
            lambda status: any(one["state"] == "registered" for one in status["registrations"]),
            20,
        )
        stage.check("registered to kamailio with digest", True, status["registrations"])
        await desk.command("presence", presence="available", reason="")
        async with stage.caller(CALLER, target=target) as caller:
            offer = await desk.event("offer", 40, lambda data: data["caller_number"] == CALLER)
            call = offer["data"]["call"]
            await desk.command("accept", call=call)
            await desk.event("call", 10, lambda data: data["call"] == call and data["state"] == "answered")
            voice = await desk.voice()
            await asyncio.sleep(0.5)
            voice.say(stage.speech.pcm("noise_agent").astype("<i2").tobytes())
            await asyncio.sleep(stage.speech.seconds("noise_agent") + 0.5)
            await desk.command("hang_up", call=call)
            stage.check("through kamailio: the call is answered and ended by the agent", await caller.ended(10), True)
            await voice.close()
        check_heard(stage, "through kamailio: the caller hears the agent", "noise_agent", caller.heard())
