"""A leader's duty session: three calls, two answered on the spot, one left, which is dispatched at the close."""

from datetime import UTC, datetime, timedelta

from hotline.demo.desk import Desk
from hotline.demo.stage import Stage

NUMBER = "1234501"
CALLS = (("16900000011", "school_caller"), ("16900000012", "card_caller"), ("16900000013", "water_caller"))


async def play(stage: Stage) -> None:
    leader = stage.accounts["leader1"].person
    now = datetime.now(UTC)
    async with stage.desk("boss1", seat=False) as boss, stage.desk("leader1") as desk:
        session = await boss.post(
            "/api/duty-sessions",
            leader=leader["id"],
            unit=leader["unit"],
            starts_at=now.isoformat(),
            ends_at=(now + timedelta(hours=2)).isoformat(),
            number=NUMBER,
            title="局长带班接听",
        )
        await desk.post(f"/api/duty-sessions/{session['id']}/open")
        await desk.command("presence", presence="available", reason="")
        for position, (number, line) in enumerate(CALLS):
            call = await _one_call(stage, desk, number, line)
            if position < 2:
                await desk.post(f"/api/duty-sessions/{session['id']}/calls/{call}", verdict="on_the_spot", answer="已当场解答。")
            await desk.command("end_wrap_up")
        closed = await desk.post(f"/api/duty-sessions/{session['id']}/close")
        stage.check(
            "duty session: 2 of 3, 66.67 %",
            (closed["numerator"], closed["denominator"], closed["rate"]) == (2, 3, 66.67),
            {"numerator": closed["numerator"], "denominator": closed["denominator"], "rate": closed["rate"]},
        )
        left = [one for one in closed["calls"] if one["verdict"] == "to_dispatch"]
        tickets = [await desk.get(f"/api/tickets/{one['ticket']['id']}") for one in left if one["ticket"]]
        stage.check(
            "duty session: the call left is dispatched to the leader's unit",
            len(tickets) == 1 and tickets[0]["state"] == "dispatched" and tickets[0]["unit"]["code"] == leader["unit"],
            [{"number": ticket["number"], "unit": ticket["unit"], "state": ticket["state"]} for ticket in tickets],
        )


async def _one_call(stage: Stage, desk: Desk, number: str, line: str) -> str:
    async with stage.caller(number, dialled=NUMBER) as caller:
        offer = await desk.event("offer", 40, lambda data: data["caller_number"] == number)
        call = str(offer["data"]["call"])
        await desk.command("accept", call=call)
        await desk.event("call", 10, lambda data: data["call"] == call and data["state"] == "answered")
        voice = await desk.voice()
        await caller.speak(stage.speech.file(line))
        await caller.hang_up()
        await desk.event("call_ended", 10, lambda data: data["call"] == call)
        await voice.close()
    await desk.event("transcript_done", 60, lambda data: data["call"] == call)
    return call
