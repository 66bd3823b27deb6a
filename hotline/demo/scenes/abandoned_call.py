"""A caller hangs up in the queue, twice: one entry of the call-back list."""

import asyncio

from hotline.demo.measure import wait_until
from hotline.demo.stage import Stage

CALLER = "16900000021"


async def play(stage: Stage) -> None:
    async with stage.desk("boss1", seat=False) as boss:
        for _ in range(2):
            async with stage.caller(CALLER) as caller:
                await wait_until(
                    lambda: boss.get("/api/wallboard"),
                    lambda board: any(call["caller_number"] == CALLER and call["state"] == "queued" for call in board["calls"]),
                    40,
                )
                await asyncio.sleep(0.3)
                await caller.hang_up()
        entries = await wait_until(
            lambda: boss.get("/api/callbacks", state="open"),
            lambda entries: any(entry["number"] == CALLER and entry["count"] == 2 for entry in entries),
            10,
        )
        mine = [entry for entry in entries if entry["number"] == CALLER]
        stage.check("abandoned in the queue: one entry of the call-back list", len(mine) == 1, mine)
