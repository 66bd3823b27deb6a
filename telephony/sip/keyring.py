"""Whose challenges we answer, with which account, and what was answered before.

A request to a peer whose challenge is known carries its credentials at once, with the nonce count going on (RFC 7616 §3.4,
RFC 3261 §22.2): a re-INVITE, a BYE or a refresh costs no second round. Pure but for its memory; client nonces come from outside.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from telephony.sip import digest
from telephony.sip.digest import Challenge, Credentials, Space
from telephony.sip.message import Message

Address = tuple[str, int]
Headers = tuple[tuple[str, str], ...]
MAX_REALMS = 8
"""Realms that are remembered for one account."""


CREDENTIALS = frozenset({"Authorization", "Proxy-Authorization"})


def credentials_of(message: Message) -> Headers:
    """The credentials that a request carries."""
    return tuple((name, value) for name, value in message.headers if name in CREDENTIALS)


@dataclass(frozen=True, slots=True)
class Account:
    """``number`` is our user at the peer ``host``:``port``; ``credentials`` answer its challenges."""

    host: str
    port: int
    number: str
    credentials: Credentials


@dataclass(slots=True)
class _Known:
    """``used``: how often its nonce was; that counts on where a refused one (not ``good``) is asked for again."""

    challenge: Challenge
    used: int = 0
    good: bool = True


@dataclass(slots=True)
class Keyring:
    """All accounts of the node. ``addresses`` are the looked-up addresses of hosts that are names."""

    accounts: Sequence[Account] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    cnonce: Callable[[], str] = lambda: uuid4().hex[:16]
    _known: dict[Account, dict[Space, _Known]] = field(default_factory=dict)

    def account(self, hop: Address, number: str) -> Account | None:
        """The account for a next hop, that of ``number`` first: two accounts may stand at one registrar."""
        there = [one for one in self.accounts if hop[1] == one.port and hop[0] in (one.host, self.addresses.get(one.host))]
        return max(there, key=lambda one: one.number == number, default=None)

    def open(self, hop: Address, number: str) -> "Answers":
        """The credentials of one request to this hop."""
        return Answers(self, self.account(hop, number))

    def remember(self, account: Account, challenge: Challenge) -> None:
        realms = self._known.setdefault(account, {})
        before = realms.pop(challenge.space, None)
        if before is None and len(realms) >= MAX_REALMS:
            refused = next((space for space, known in realms.items() if not known.good), None)
            if refused is None:
                return
            del realms[refused]
        used = before.used if before and before.challenge.nonce == challenge.nonce else 0
        realms[challenge.space] = _Known(challenge, used)

    def forget(self, account: Account) -> None:
        """Its answers were refused: none is given before it is asked for again."""
        for known in self._known.get(account, {}).values():
            known.good = False

    def realms(self, account: Account) -> tuple[Challenge, ...]:
        return tuple(known.challenge for known in self._known.get(account, {}).values() if known.good)

    def header(self, account: Account, challenge: Challenge, method: str, uri: str) -> tuple[str, str]:
        """Name and value for one request; each call counts the nonce on."""
        known = self._known.get(account, {}).get(challenge.space) or _Known(challenge)
        known.used += 1
        return digest.authorization(
            challenge, account.credentials, method, uri, cnonce=self.cnonce(), count=known.used
        )  # fmt: skip


class Answers:
    """The credentials of one request at one next hop, from its first sending to its final response."""

    def __init__(self, keyring: Keyring, account: Account | None) -> None:
        self._keyring, self._account = keyring, account
        self._answered: list[Challenge] = []

    def headers(self, method: str, uri: str) -> Headers:
        """What the request carries when it is sent now: an answer for each realm that is known."""
        account = self._account
        if account is None:
            return ()
        return tuple(self._keyring.header(account, one, method, uri) for one in self._keyring.realms(account))

    def take(self, response: Message) -> bool:
        """Whether a 401 or 407 can be answered by sending the request again with new `headers`."""
        account = self._account
        if account is None:
            return False
        found = digest.answerable(response, self._answered)
        if not found:
            self._keyring.forget(account)
        for challenge in found:
            self._answered.append(challenge)
            self._keyring.remember(account, challenge)
        return bool(found)

    def learn(self, response: Message) -> None:
        """A success may name the nonce of the next request."""
        account = self._account
        if account is None:
            return
        for proxy, nonce in digest.next_nonces(response).items():
            for challenge in self._keyring.realms(account):
                if challenge.proxy == proxy:
                    self._keyring.remember(account, replace(challenge, nonce=nonce))
