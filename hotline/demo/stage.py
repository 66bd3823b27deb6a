"""What all scenes share: the private instance, the people, their speech, callers, and the facts that are printed."""

import json
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.settings import Settings
from hotline.demo.desk import Desk
from hotline.demo.instance import Instance
from hotline.demo.speech import Speech
from hotline.peers import CallerPeer


def say(line: str) -> None:
    """Words for people go to standard error: standard output is JSON lines alone."""
    print(line, file=sys.stderr, flush=True)


@dataclass
class Facts:
    """Every fact that was checked; printed as it comes."""

    ok: bool = True
    seen: int = 0
    failed: list[str] = field(default_factory=list)

    def check(self, name: str, ok: bool, value: Any) -> None:
        self.seen += 1
        if not ok:
            self.ok = False
            self.failed.append(name)
        print(json.dumps({"check": name, "ok": bool(ok), "value": value}, ensure_ascii=False), flush=True)


@dataclass(frozen=True)
class Account:
    username: str
    password: str
    person: dict[str, Any]


class Stage:
    """One instance with its people. ``callers`` speak SIP from an endpoint of their own."""

    def __init__(self, settings: Settings, home: Path, facts: Facts, speech: Speech) -> None:
        self.settings = settings
        self.home = home
        self.facts = facts
        self.speech = speech
        self.instance = Instance(settings, home / "instance")
        self.accounts: dict[str, Account] = {}

    def check(self, name: str, ok: bool, value: Any) -> None:
        self.facts.check(name, ok, value)

    async def open(self) -> None:
        """Start the instance, change the first password, make the people."""
        await self.instance.start()
        first = self.instance.ready["first_sign_in"]
        self.check("first sign-in is printed once", bool(first and first["password"]), first and first["username"])
        admin = Desk(self.instance.url)
        await admin.sign_in(first["username"], first["password"])
        new_password = secrets.token_urlsafe(12)
        await admin.post("/api/me/password", old=first["password"], new=new_password)
        await admin.sign_in(first["username"], new_password)
        self.accounts["admin"] = Account(first["username"], new_password, admin.me)
        units = await admin.get("/api/units", q="")
        unit = next((unit["code"] for unit in units if unit["kind"] == "industry"), units[0]["code"])
        await self._person(admin, "agent1", "王晓梅", ["agent"], ["general"], unit)
        await self._person(admin, "agent2", "赵建国", ["agent"], ["general"], unit)
        await self._person(admin, "leader1", "陈局长", ["leader"], [], unit)
        await self._person(admin, "boss1", "周班长", ["supervisor"], ["general"], unit)
        await admin.close()

    async def _person(self, admin: Desk, username: str, name: str, roles: list[str], queues: list[str], unit: str) -> None:
        password = secrets.token_urlsafe(12)
        created = await admin.post(
            "/api/people",
            username=username,
            name=name,
            password=password,
            roles=roles,
            queues=queues,
            unit=unit,
            phone="browser",
        )
        chosen = secrets.token_urlsafe(12)
        first = Desk(self.instance.url)
        await first.sign_in(username, password)
        await first.post("/api/me/password", old=password, new=chosen)
        await first.close()
        self.accounts[username] = Account(username, chosen, created["person"])

    @asynccontextmanager
    async def desk(self, username: str, *, seat: bool = True, phone: str | None = None) -> AsyncIterator[Desk]:
        """A signed-in person, with the seat taken unless told otherwise."""
        account = self.accounts[username]
        desk = Desk(self.instance.url)
        try:
            await desk.sign_in(account.username, account.password)
            if phone:
                await desk.put("/api/me/phone", phone=phone)
            if seat:
                await desk.take_seat()
            yield desk
        finally:
            await desk.close()

    @asynccontextmanager
    async def caller(self, number: str, *, dialled: str = "12345", target: str | None = None) -> AsyncIterator[CallerPeer]:
        """A citizen's phone that has dialled; hangs up at the end whatever happens."""
        peer = CallerPeer(self.settings, self.home, number=number)
        try:
            await peer.dial(target or self.instance.sip(dialled))
            yield peer
        finally:
            await peer.close()

    async def close(self) -> None:
        await self.instance.stop()


@asynccontextmanager
async def temporary_home(keep: bool) -> AsyncIterator[Path]:
    async with AsyncExitStack() as stack:
        if keep:
            home = Path(tempfile.mkdtemp(prefix="hotline-demo-"))
            say(f"demo: everything is kept in {home}")
        else:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hotline-demo-", ignore_cleanup_errors=True)))
        yield home
