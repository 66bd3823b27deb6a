"""Who writes in which draft: each page says so of itself now and then, and whoever does hears of that call for a while.

Nothing is kept: a page that is silent for `FOLLOWS_S` is gone, on every node alike.
"""

import time
from datetime import timedelta

from agent_console.api.drafts import own_draft
from agent_console.live.desk import Desk
from agent_console.live.hub import Hub
from agent_console.live.messages import Writing, WritingNow
from agent_console.ports import Audience, ConsolePorts, DeskEvent
from agent_console.rate import Rate
from agent_console.transaction import in_reading
from config.ids import PersonId
from ticketing.drafts import service as drafts
from ticketing.people.schemas import PersonOut
from ticketing.uow import UnitOfWork

WRITING_PER_MINUTE = 240
"""So often a person may say where they write: four fields a second."""
FOLLOWS_S = 30.0
"""So long a page hears of a call after it last said that it writes in its draft; pages say it every 10 s."""


async def tell(ports: ConsolePorts, hub: Hub, desk: Desk, me: PersonOut, said: Writing, rate: Rate) -> None:
    """Tell those who write in the draft; NotAllowed for anybody who may not, NotFound where there is no draft yet."""
    rate.take(me.id, time.monotonic())
    concerned = await in_reading(ports, lambda uow: _concerned(uow, said.call, me))
    if said.here:
        hub.follow(desk, said.call, timedelta(seconds=FOLLOWS_S))
    else:
        hub.unfollow(desk)
    now = WritingNow(call=said.call, person=me.id, name=me.name, field=said.field if said.here else "", here=said.here)
    ports.events.publish(DeskEvent(type="writing", data=now.model_dump(mode="json"), audience=Audience(people=concerned)))


def _concerned(uow: UnitOfWork, call: str, me: PersonOut) -> frozenset[PersonId]:
    own_draft(uow, call, me)
    return frozenset(map(PersonId, drafts.writers(uow, call)))
