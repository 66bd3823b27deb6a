"""How matters come to the hotline: by telephone, the mailbox, the desk, the grid, chat groups, 110 and other platforms."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from hotline.demo_data import handling, knowledge
from hotline.demo_data.town import Town
from hotline.demo_data.words import MATTERS, QUESTIONS, Matter, name_of, number_of
from ticketing.calls import gaps
from ticketing.calls import service as calls
from ticketing.calls.fact import Told
from ticketing.drafts import service as drafts
from ticketing.intake import mailbox, repository
from ticketing.intake import service as intake
from ticketing.intake.schemas import IntakeFacts, IntakeIn, MailboxIn, Written
from ticketing.uow import UnitOfWork
from ticketing.webhooks import matters as platform_matters
from ticketing.webhooks import platforms
from ticketing.webhooks.schemas import KeyIn, MatterIn, PlatformIn

AGENTS = ("agent1", "agent2", "agent3")
CLERK = "agent2"
CHANNELS: tuple[tuple[str, int], ...] = (
    ("telephone", 46), ("mailbox", 18), ("walk_in", 8), ("grid", 8), ("chat", 6), ("110", 6), ("platform", 8),
)  # fmt: skip
FIRST_HOUR, LAST_HOUR = 8, 20
LEFT = timedelta(hours=1)
"""What comes so shortly before the present is left as it came: somebody must find work."""
INCIDENT, PLATFORM = "JQ", "app"
TAKEN_DOWN = "好的，已为您记录，会尽快转给承办单位处理，请保持电话畅通。"


class Arrivals:
    """``tickets`` matters spread over the days of the house, and some calls that became none."""

    def __init__(self, town: Town, tickets: int) -> None:
        self.town = town
        self.count = tickets
        self._serial = 0
        self._key = ""
        days = (town.until - town.since) / timedelta(days=1)
        for _ in range(tickets):
            town.later(self._moment(days), self._bring)
        for _ in range(max(2, tickets // 12)):
            town.later(self._moment(days), self._ask)
            town.later(self._moment(days), self.give_up)
        for _ in range(max(1, tickets // 60)):
            town.later(town.until - timedelta(minutes=town.random.uniform(2, 25)), self._call_left)
        for channel in ("mailbox", "platform", "grid", "chat", "mailbox"):
            town.later(town.until - timedelta(minutes=town.random.uniform(2, 50)), partial(self._bring_by, channel))

    def open_platform(self) -> None:
        """Another platform with a key of its own; it is told nothing back, since it names no address."""
        made = self.town.do(
            platforms.make, PlatformIn(code=PLATFORM, name="“我的宁湾”政务应用"), self.town.person("supervisor1"), self.town.now
        )
        key = self.town.do(
            platforms.make_key, made.platform.id, KeyIn(name="正式环境"), self.town.person("supervisor1"), self.town.now
        )
        self._key = key.key

    def bring(self, matter: Matter, place: str, channel: str, at: datetime) -> None:
        """One matter by one channel; who is at the desk reads the draft and sends it on."""
        text = matter.text.format(place=place)
        {
            "telephone": self._call,
            "mailbox": self._write,
            "platform": self._hand_in,
        }.get(channel, self._noted(channel))(matter, text, place, at)

    def place(self) -> str:
        places = [one.name for one in self.town.database.city.places if one.kind in ("estate", "road")]
        return self.town.random.choice(places)

    def _bring(self, at: datetime) -> None:
        chance = self.town.random
        channel = chance.choices([name for name, _ in CHANNELS], [share for _, share in CHANNELS])[0]
        self.bring(chance.choice(MATTERS), self.place(), channel, at)

    def _bring_by(self, channel: str, at: datetime) -> None:
        """So shortly before the present that nobody has accepted it."""
        self.bring(self.town.random.choice(MATTERS), self.place(), channel, at)

    def _call(self, matter: Matter, text: str, place: str, at: datetime) -> None:
        agent = self.town.random.choice(AGENTS)
        call, over = self.telephoned(text, at, agent)
        self.dispatch(call, agent, over)

    def _ask(self, at: datetime) -> None:
        """A question that the agent answers on the spot."""
        agent = self.town.random.choice(AGENTS)
        question, answer = self.town.random.choice(QUESTIONS)
        call, over = self.telephoned(question, at, agent)
        said = knowledge.answer(self.town, call, question, answer, agent, over)
        self.town.attempt(drafts.answer, call, None, said, self.town.person(agent), over)

    def _call_left(self, at: datetime) -> None:
        """Answered, and not written up yet: it stands in the agent's to-do list."""
        matter = self.town.random.choice(MATTERS)
        self.telephoned(matter.text.format(place=self.place()), at - timedelta(minutes=4), self.town.random.choice(AGENTS))

    def give_up(self, at: datetime) -> None:
        """A caller who hung up while waiting: an entry of the call-back list."""
        call, waited = self._new_call(), self.town.random.uniform(20, 120)
        over = {"call": call, "reason": "abandoned", "by": "caller", "queue": "general", "agent": None, "waited_s": waited}
        end = Told(kind="call_ended", at=at + timedelta(seconds=waited), call_id=call, data=over | {"talked_s": 0.0})
        self.town.do(calls.record_all, [*self._arrived(call, number_of(self.town.random), at, "general"), end])

    def telephoned(
        self, text: str, at: datetime, agent: str, queue: str = "general", *, number: str = "", closing: str = TAKEN_DOWN
    ) -> tuple[str, datetime]:
        """A whole call (from ``number``, else from anybody's) with what the caller said, answered by ``agent``.

        Its id, and when it was over.
        """
        call, waited = self._new_call(), self.town.random.uniform(2, 30)
        talked = 60 + len(text) * self.town.random.uniform(1, 3)
        answered = at + timedelta(seconds=waited)
        over, who = answered + timedelta(seconds=talked), self.town.person(agent)
        taken = {"call": call, "agent": who, "queue": queue, "waited_s": waited}
        ended = {"reason": "completed", "by": "caller", "talked_s": talked}
        facts = [
            *self._arrived(call, number or number_of(self.town.random), at, queue),
            Told(kind="call_answered", at=answered, call_id=call, data=taken),
            Told(kind="call_ended", at=over, call_id=call, data=taken | ended),
        ]
        self.town.do(calls.record_all, facts)
        self.town.do(_speak, call, name_of(self.town.random), text, closing, over)
        return call, over

    def _arrived(self, call: str, number: str, at: datetime, queue: str) -> list[Told]:
        arrived = {"call": call, "caller_number": number, "caller_name": "", "dialled": "12345", "trunk": "demo"}
        queued = {"call": call, "queue": queue, "position": 1}
        return [
            Told(kind="call_arrived", at=at, call_id=call, data=arrived),
            Told(kind="call_queued", at=at + timedelta(seconds=1), call_id=call, data=queued),
        ]

    def _write(self, matter: Matter, text: str, place: str, at: datetime) -> None:
        name, phone = name_of(self.town.random), number_of(self.town.random)
        form = MailboxIn(type=matter.type, name=name, phone=phone, text=text, place=place)
        taken = self.town.attempt(mailbox.submit, form, f"demo-{self._next()}", at)
        if taken:
            self._accept_later(self.town.read(lambda uow: _of_tracking(uow, taken.tracking)))

    def _hand_in(self, matter: Matter, text: str, place: str, at: datetime) -> None:
        new = MatterIn(
            external_id=f"APP{self._next():08d}",
            text=text,
            type=matter.type,
            name=name_of(self.town.random),
            phone=number_of(self.town.random),
            place=place,
        )

        def hand_in(uow: UnitOfWork) -> None:
            caller = platforms.caller_of(uow, self._key, "matters:write", at)
            platform_matters.hand_in(uow, caller, new, at)

        self.town.attempt(hand_in)
        self._accept_later(self.town.read(lambda uow: _of_number(uow, new.external_id)))

    def _noted(self, channel: str) -> Callable[[Matter, str, str, datetime], None]:
        """What a clerk, a grid member or 110 hands over in words."""

        def note(matter: Matter, text: str, place: str, at: datetime) -> None:
            nobody = channel in ("grid", "chat")
            new = IntakeIn(
                channel=_written(channel),
                text=text,
                caller_name="" if nobody else name_of(self.town.random),
                caller_number="" if nobody else number_of(self.town.random),
                type=matter.type,
                place=place,
                external_id=f"{INCIDENT}{at:%Y%m%d}{self._next():04d}" if channel == "110" else None,
                facts=_facts(channel, place),
                accept=channel in ("walk_in", "110"),
            )
            made = self.town.attempt(intake.write_down, new, self.town.person(CLERK), at)
            if made is None:
                return
            if made.state == "accepted":
                self.dispatch(made.id, CLERK, at + timedelta(minutes=self.town.random.uniform(1, 6)))
            else:
                self._accept_later(made.id)

        return note

    def _accept_later(self, intake_id: str) -> None:
        """Within the hour as a rule; a proactive matter is often solved where it was found."""
        town = self.town
        if town.until - town.now < LEFT:
            return

        def accept(at: datetime) -> None:
            found = town.attempt(intake.accept, intake_id, town.person(CLERK), at)
            if found is None:
                return
            if found.origin == "proactive" and town.chance(0.6):
                answer = "网格员到场后协调双方当场处理，已在业主群内回复。"
                town.attempt(intake.prevent, intake_id, answer, town.person(CLERK), at)
            else:
                self.dispatch(intake_id, CLERK, at)

        town.after(0.05, 1.2 if town.chance(0.1) else 0.8, accept)

    def dispatch(self, draft: str, by: str, at: datetime) -> None:
        ticket = self.town.attempt(send, draft, self.town.person(by), at)
        if ticket:
            handling.dispatched(self.town, ticket)

    def _moment(self, days: float) -> datetime:
        """By day more than by night; the last days as full as the first."""
        town = self.town
        day = town.database.calendar.local(town.since + timedelta(days=town.random.uniform(0, days))).date()
        hour = town.random.triangular(FIRST_HOUR, LAST_HOUR, 10)
        return min(town.local(day, 0) + timedelta(hours=hour), town.until - timedelta(minutes=town.random.uniform(5, 300)))

    def _new_call(self) -> str:
        return f"demo-call-{self._next():05d}"

    def _next(self) -> int:
        self._serial += 1
        return self._serial


def send(uow: UnitOfWork, draft: str, by: str, at: datetime) -> str:
    """To the unit that the draft names, else to the one that is responsible for what nobody has named; the ticket's id."""
    unit = None if drafts.get(uow, draft).unit else uow.city.responsible("", None).lead_unit
    return drafts.dispatch(uow, draft, None, by, at, unit=unit).id


def _speak(uow: UnitOfWork, call: str, name: str, text: str, closing: str, at: datetime) -> None:
    said = (
        ("agent", "您好，12345热线，请问有什么可以帮您？"),
        ("caller", f"你好，我姓{name[0]}，{text}"),
        ("agent", closing),
    )
    second = 1.0
    for channel, words in said:
        long = 1 + len(words) * 0.22
        calls.add_segment(uow, call, channel, words, second, second + long, 0.9, [], "demo")
        second += long + 0.5
    gaps.transcribed(uow, call, at)
    drafts.refill(uow, call, at)


def _of_tracking(uow: UnitOfWork, tracking: str) -> str:
    found = repository.by_tracking(uow, tracking)
    assert found is not None
    return found.id


def _of_number(uow: UnitOfWork, number: str) -> str:
    found = repository.by_external(uow, "platform", PLATFORM, number)
    assert found is not None
    return found.id


def _written(channel: str) -> Written:
    found: dict[str, Written] = {"walk_in": "walk_in", "grid": "grid", "chat": "chat", "110": "110"}
    return found[channel]


def _facts(channel: str, place: str) -> IntakeFacts:
    if channel == "grid":
        return IntakeFacts(group=f"{place}网格", mode="on_site")
    if channel == "chat":
        return IntakeFacts(group=f"{place}业主群", mode="online")
    return IntakeFacts(first="police", officer="值班民警") if channel == "110" else IntakeFacts()
