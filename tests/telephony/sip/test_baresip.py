"""A real baresip as the agent's phone: it is called, put on hold and back, and either side hangs up."""

import asyncio
import shutil
import wave
from pathlib import Path

import pytest

from hotline.demo.baresip import Baresip
from telephony.sip.port import LocalMedia
from telephony.sip.transactions import Timers
from tests.telephony.sip.ends import endpoint, until

pytestmark = [
    pytest.mark.protocol,
    pytest.mark.skipif(not shutil.which("baresip"), reason="baresip is not installed (apt-get install baresip-core)"),
]
LOCAL = LocalMedia(host="127.0.0.1", port=41000)
REAL = Timers(t1=0.2, t2=0.8, t4=0.5)


def silence(folder: Path) -> Path:
    path = folder / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 8000, "NONE", "none"))
        file.writeframes(bytes(16000))
    return path


@pytest.mark.parametrize("by_phone", [False, True])
def test_a_softphone_is_called_held_and_left(tmp_path: Path, by_phone: bool) -> None:
    async def scenario() -> None:
        phone = Baresip(tmp_path / "phone", silence(tmp_path))
        await phone.start()
        try:
            async with endpoint(timers=REAL, stop_timeout_s=2.0) as (us, told):
                leg = us.invite(phone.uri, LOCAL)
                media = (await told.wait("answered"))[2]
                assert (media.codec, media.direction) == ("PCMA", "sendrecv")
                leg.hold(True)
                assert (await told.wait("media_changed"))[2].direction == "sendonly"
                leg.hold(False)
                assert (await told.wait("media_changed", 2))[2].direction == "sendrecv"
                if by_phone:
                    await phone.command("hangup")
                else:
                    leg.hang_up()
                assert (await told.wait("ended"))[2] == ("remote" if by_phone else "local")
                await until(lambda: us.live_legs() == 0 and us.layer.waiting() == 0)
        finally:
            await phone.stop()

    asyncio.run(scenario())
