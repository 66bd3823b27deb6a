"""Fund pools with draws, studios and a task force, approve-first cases with missing papers, the ledger of aid."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from hotline.demo_data import handling
from hotline.demo_data.arrivals import Arrivals
from hotline.demo_data.town import Town
from hotline.demo_data.words import name_of, number_of
from ticketing.aid import service as aid
from ticketing.aid.schemas import AidIn, AidPartnerIn, AidPledgeIn, Party
from ticketing.conditional import reading as conditional_reading
from ticketing.conditional import service as conditional
from ticketing.conditional.schemas import ConditionalIn, MissingPaperIn, PaperReceipt
from ticketing.funds import draws, pools
from ticketing.funds.models import FundDrawRow
from ticketing.funds.schemas import DrawDecision, DrawIn, DrawOutputIn, DrawPayment, DrawSettlement, OutputKind, PoolIn
from ticketing.studios import service as studios
from ticketing.studios.schemas import StudioIn, StudioMemberIn, StudioOutcomeIn, StudioTicketIn
from ticketing.units import Unit

KEEPER = "supervisor1"
BUDGET_FEN = 50_000_000
WORKS: tuple[tuple[str, OutputKind, str, int, int], ...] = (
    ("修复倒塌围墙", "wall", "米", 18, 8_000_000),
    ("疏通并更换排水管", "pipe", "米", 35, 1_260_000),
    ("修剪危树", "tree", "棵", 6, 380_000),
    ("清理小广告", "advert", "处", 120, 240_000),
    ("更换楼道灯", "light", "盏", 24, 310_000),
    ("修补路面", "road", "平方米", 40, 960_000),
)
"""Purpose, what it makes, its measure, how much, and the amount in fen."""
PARTNERS: tuple[tuple[str, Party, str], ...] = (
    ("宁湾市家政服务协会", "association", "每年为失业家庭提供保洁岗位"),
    ("宁湾供水公司志愿队", "enterprise", "为独居老人免费检修水管"),
    ("文昌社区居委会", "community", "困难家庭一户一策帮扶"),
    ("月湖街道退役军人志愿者", "residents", "应急搬运和雪天送药"),
)  # fmt: skip


def plan(town: Town, arrivals: Arrivals) -> None:
    span, pools_of = town.until - town.since, _Pools(town)
    town.later(town.since + timedelta(minutes=30), pools_of.open)
    number = max(4, min(30, arrivals.count // 12))
    for n in range(number):
        town.later(town.since + span * (0.12 + 0.86 * n / number), pools_of.draw)
    works = _Works(town)
    town.later(town.since + span * 0.08, works.found)
    for share in (0.3, 0.5, 0.6, 0.7, 0.8, 0.9):
        town.later(town.since + span * share, works.hand_over)
    for share in (0.15, 0.45, 0.7, 0.85, 0.95):
        town.later(town.in_office(town.since + span * share), lambda at: _approve_first(town, at))
    town.later(town.since + span * 0.05, lambda at: _partners(town, at))


def _streets(town: Town) -> list[Unit]:
    return [unit for unit in town.database.city.units if unit.kind == "territory" and unit.level == "street"]


class _Pools:
    """A pool of each of some streets, and what is drawn from it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._ids: dict[tuple[str, int], str] = {}

    def open(self, at: datetime) -> None:
        """For the years that the time of the house lies in."""
        local = self.town.database.calendar.local
        for unit in _streets(self.town):
            for year in sorted({local(self.town.since).year, local(self.town.until).year}):
                new = PoolIn(unit=unit.code, year=year, budget_fen=BUDGET_FEN)
                pool = self.town.attempt(pools.open_pool, new, by=self.town.person(KEEPER), at=at)
                if pool:
                    self._ids[unit.code, year] = pool.id

    def draw(self, at: datetime) -> None:
        """The street's own person asks for a ticket of the street; the rest of its way follows."""
        town, year = self.town, self.town.database.calendar.local(at).year
        rows = town.some("dispatched", "signed", "handling", fit=lambda row: (row.street_code, year) in self._ids)
        if not rows or rows[0].street_code is None:
            return
        row, street = rows[0], str(rows[0].street_code)
        purpose, kind, measure, quantity, fen = town.random.choice(WORKS)
        by = handling.actor_of_unit(town, street).id
        asked = DrawIn(ticket=row.id, amount_fen=round(fen * town.random.uniform(0.4, 1.1) / 100) * 100, purpose=purpose)
        made = town.attempt(draws.request, self._ids[street, year], asked, by=by, at=at)
        if made:
            _Draw(town, made, by, (kind, measure, quantity)).go_on()


class _Draw:
    """One draw after its request: approved above the limit, paid, its work counted, settled; some are refused."""

    def __init__(self, town: Town, row: FundDrawRow, by: str, made: tuple[OutputKind, str, int]) -> None:
        self.town, self.id, self.by, self.made = town, row.id, by, made
        self.amount, self.exempt = row.reserved_fen, row.exempt

    def go_on(self) -> None:
        self.town.after(4, 30, self.pay if self.exempt else self.decide, office=True)

    def decide(self, at: datetime) -> None:
        if self.town.chance(0.15):
            self._do(
                draws.refuse, DrawDecision(version=self._version(), reason="已列入年度维修计划，不重复安排。"), at, by=KEEPER
            )
        elif self._do(draws.approve, DrawDecision(version=self._version(), reason="同意。"), at, by=KEEPER):
            self.town.after(2, 20, self.pay, office=True)

    def pay(self, at: datetime) -> None:
        if self._do(draws.pay, DrawPayment(version=self._version()), at, by=KEEPER):
            self.town.after(20, 90, self.settle, office=True)

    def settle(self, at: datetime) -> None:
        kind, measure, quantity = self.made
        made = DrawOutputIn(version=self._version(), kind=kind, quantity=Decimal(quantity), unit=measure, note="已验收。")
        self._do(draws.record_output, made, at)
        cost = round(self.amount * self.town.random.uniform(0.85, 1.0) / 100) * 100
        self._do(draws.settle, DrawSettlement(version=self._version(), actual_fen=cost, reason="按实结算"), at)

    def _do(self, work: Callable[..., FundDrawRow], said: object, at: datetime, *, by: str = "") -> bool:
        who = self.town.person(by) if by else self.by
        return self.town.attempt(work, self.id, said, by=who, at=at) is not None

    def _version(self) -> int:
        return self.town.read(lambda uow: uow.session.get_one(FundDrawRow, self.id)).steps


class _Works:
    """Studios and a task force, and the tickets that are put into their hands."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._ids: list[str] = []

    def found(self, at: datetime) -> None:
        today = self.town.database.calendar.local(at).date()
        units = [unit for unit in self.town.database.city.units if unit.kind == "studio"]
        for unit in units:
            self._found(unit.code, f"{unit.first_responsible or '王师傅'}工作室", unit.area, today, at)
        fallback = self.town.database.city.responsible("", None).lead_unit
        purpose = "健身、培训机构关门退费：统一登记、约谈企业、引入律师，能退尽退。"
        self._found(fallback, "预付卡退费专班", purpose, today, at, ends_on=today + timedelta(days=90))

    def hand_over(self, at: datetime) -> None:
        """A ticket to each; one that was given before has a result by now."""
        for studio in self._ids:
            rows = self.town.some("signed", "handling", "reviewing")
            if not rows:
                return
            by = self.town.person(KEEPER)
            if self.town.attempt(studios.give, studio, StudioTicketIn(ticket=rows[0].id), by=by, at=at) and self.town.chance(0.6):
                said = StudioOutcomeIn(ticket=rows[0].id, kind="mediated", note="双方当面达成协议。")
                self.town.after(20, 80, partial(self._record, studio, said), office=True)

    def _record(self, studio: str, said: StudioOutcomeIn, at: datetime) -> None:
        self.town.attempt(studios.record, studio, said, by=self.town.person(KEEPER), at=at)

    def _found(self, unit: str, name: str, purpose: str, today: date, at: datetime, *, ends_on: date | None = None) -> None:
        members = (
            StudioMemberIn(name=name_of(self.town.random), role="leader", note="从事调解工作二十年", since=today),
            StudioMemberIn(name=name_of(self.town.random), role="member", since=today),
            StudioMemberIn(name=name_of(self.town.random), role="lawyer", note="法律援助律师", since=today),
            StudioMemberIn(name=name_of(self.town.random), role="assistant", since=today),
        )
        new = StudioIn(
            kind="task_force" if ends_on else "studio", unit=unit, name=name, purpose=purpose, specialities=("调解", "退费"),
            starts_on=today, ends_on=ends_on, members=members,
        )  # fmt: skip
        row = self.town.attempt(studios.found, new, by=self.town.person(KEEPER), at=at)
        if row:
            self._ids.append(row.id)


def _approve_first(town: Town, at: datetime) -> None:
    """One paper comes in time; the other does in every second case, else the law calls for it, and revokes."""
    unit = town.database.city.responsible("", None).lead_unit
    who, today = handling.actor_of_unit(town, unit).id, town.database.calendar.local(at).date()
    new = ConditionalIn(
        unit=unit,
        applicant=name_of(town.random),
        phone=number_of(town.random),
        matter=town.random.choice(("食品小作坊登记", "临时占道施工许可", "民办托育机构备案")),
        papers=(
            MissingPaperIn(name="场地租赁合同", due_on=today + timedelta(days=5)),
            MissingPaperIn(name="负责人健康证明", due_on=today + timedelta(days=9)),
        ),
    )
    case = town.attempt(conditional.approve, new, by=who, at=at)
    if case is None:
        return
    complete = town.chance(0.5)

    def receive(position: int, later: datetime) -> None:
        with town.database.reading() as uow:
            shown = conditional_reading.case(uow, case.id, by=who, at=later)
        receipt = PaperReceipt(version=shown.version, paper=shown.papers[position].id)
        town.attempt(conditional.receive, case.id, receipt, by=who, at=later)

    town.after(30, 90, lambda later: receive(0, later), office=True)
    if complete:
        town.after(100, 190, lambda later: receive(1, later), office=True)


def _partners(town: Town, at: datetime) -> None:
    """Five-party linkage: partners with a pledge for the year, and deeds that go on through the weeks."""
    by, today = town.person(KEEPER), town.database.calendar.local(at).date()
    for name, party, promise in PARTNERS:
        partner = town.attempt(aid.add_partner, AidPartnerIn(name=name, party=party, since=today), by=by, at=at)
        if partner is None:
            continue
        pledge = town.attempt(
            aid.pledge, partner.id, AidPledgeIn(year=today.year, text=promise, persons=60, jobs=12), by=by, at=at
        )
        for n in range(4):
            at_later = at + (town.until - at) * (n + 1) / 5
            day = town.database.calendar.local(at_later).date()
            deed = AidIn(
                partner=partner.id, pledge=pledge.id if pledge and day.year == today.year else None, done_on=day,
                text=promise.removeprefix("每年"), persons=town.random.randrange(1, 12), jobs=town.random.randrange(3),
                money_fen=town.random.randrange(0, 500_000, 10_000),
            )  # fmt: skip
            town.later(at_later, partial(_deed, town, deed))


def _deed(town: Town, deed: AidIn, at: datetime) -> None:
    town.attempt(aid.record, deed, by=town.person(KEEPER), at=at)
