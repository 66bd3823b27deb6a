"""The work behind ``hotline messages``, on the database and the provider of the settings."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import get_args

from config.errors import BadInput, BadSetting
from config.ids import new_id
from config.settings import Settings
from hotline.message_sending import NotTaken, provider_of
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.evaluation import replies
from ticketing.messages import service as messages
from ticketing.messages.schemas import MessageState
from ticketing.messages.service import Due
from ticketing.messages.words import can_take, signed

Say = Callable[[str], None]
TEST = "这是一条测试短信，收到即表示短信通道正常。"


def listed(found: Settings, state: str, limit: int, *, as_json: bool, say: Say) -> None:
    """The newest first; BadInput for a state that there is not."""
    if state and state not in get_args(MessageState):
        raise BadInput(f"{state} is no state of a message.", f"Name one of {', '.join(get_args(MessageState))}.")
    with _opened(found) as database, database.reading() as uow:
        page = messages.page(uow, state=state or None, limit=limit)
    for one in page.items:
        shown = f"{one.at.isoformat(timespec='seconds')}  {one.number}  {one.state:<10}  {one.text}  {one.error}"
        say(json.dumps(one.model_dump(mode="json"), ensure_ascii=False) if as_json else shown.rstrip())
    if not page.items and not as_json:
        say("There are no such messages.")


def again(found: Settings, *, say: Say) -> None:
    """Queue what failed anew, a page at a time; the running service sends it."""
    sent = 0
    with _opened(found) as database:
        while True:
            with database.unit_of_work() as uow:
                page = messages.page(uow, state="failed", limit=200)
                for one in page.items:
                    messages.send_again(uow, one.id, datetime.now(UTC))
            sent += len(page.items)
            if page.next is None:
                break
    say(f"{sent} messages are queued again.")


def try_provider(found: Settings, number: str, *, say: Say) -> bool:
    """One message straight to the provider, beside the queue; False with its words when it was not taken."""
    rules = found.law.messages
    provider = provider_of(rules, found.home, lambda: datetime.now(UTC))
    if provider is None:
        raise BadSetting("law.messages.provider", "no provider is named.", "Write file or http, see docs/law/callback.md.")
    if not can_take(number):
        raise BadInput(f"{number} is no mobile number of the mainland.", "Name one that takes messages.")
    try:
        there = asyncio.run(provider.send(Due(id=new_id(), number=number, text=signed(TEST, rules.signature))))
    except NotTaken as error:
        say(f"The provider ({provider.name}) did not take it: {error}.")
        return False
    say(f"The provider ({provider.name}) took it{f' as {there}' if there else ''}.")
    return True


def receive(found: Settings, number: str, text: str, id: str, *, say: Say) -> None:
    """Take a reply in as if the provider had pushed it."""
    with _opened(found) as database, database.unit_of_work() as uow:
        came_to = replies.take(uow, id or f"by-hand-{new_id()}", number, text, datetime.now(UTC)).came_to
    said = {
        "answer": "It answers a callback.",
        "person": "It goes to a person: the citizen is called.",
        "rest": "The number is called back no more.",
        "unknown": "No callback is known that it could mean; it stands among the received messages.",
    }
    say(said[came_to])


@contextmanager
def _opened(found: Settings) -> Iterator[Database]:
    database = open_database(found.database_url, city=load_city(found.law.city_data), law=found.law)
    try:
        yield database
    finally:
        database.close()
