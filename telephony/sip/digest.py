"""Digest authentication of a client (RFC 7616, RFC 3261 §22): MD5 and SHA-256, ``qop=auth`` or none, stale nonces.

Pure: the client nonce comes from outside.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from telephony.sip.message import Message

_PAIR = re.compile(r'([a-zA-Z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


HASHES: dict[str, Callable[[str], str]] = {"MD5": _md5, "SHA-256": _sha256}
STRENGTH = ("SHA-256", "MD5")
MAX_ANSWERS = 4
"""Challenges that one request answers, so that two machines cannot shout for ever."""
Space = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Credentials:
    user: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One Digest challenge. ``proxy``: it came in Proxy-Authenticate (407), so the answer goes to Proxy-Authorization."""

    realm: str
    nonce: str
    algorithm: str = "MD5"
    opaque: str = ""
    auth_qop: bool = False
    stale: bool = False
    proxy: bool = False

    @property
    def space(self) -> Space:
        """What its answer is good for: a proxy or the callee itself, and the realm (RFC 3261 §22.1)."""
        return self.proxy, self.realm


def challenges(response: Message) -> tuple[Challenge, ...]:
    """The Digest challenges of a 401 or 407 that we can answer, the strongest algorithm first."""
    found = []
    for name, proxy in (("WWW-Authenticate", False), ("Proxy-Authenticate", True)):
        found += [one for value in response.all(name) if (one := _challenge(value, proxy))]
    return tuple(sorted(found, key=lambda one: STRENGTH.index(one.algorithm)))


def _fields(text: str) -> dict[str, str]:
    return {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(text)}


def _challenge(value: str, proxy: bool) -> Challenge | None:
    scheme, _, rest = value.strip().partition(" ")
    fields = _fields(rest)
    algorithm = fields.get("algorithm", "MD5").upper()
    qops = {one.strip().lower() for one in fields.get("qop", "").split(",")} - {""}
    usable = scheme.lower() == "digest" and algorithm in HASHES and (not qops or "auth" in qops)
    if not usable or "nonce" not in fields:
        return None
    return Challenge(
        realm=fields.get("realm", ""), nonce=fields["nonce"], algorithm=algorithm, opaque=fields.get("opaque", ""),
        auth_qop=bool(qops), stale=fields.get("stale", "").lower() == "true", proxy=proxy,
    )  # fmt: skip


def answerable(response: Message, answered: Iterable[Challenge]) -> tuple[Challenge, ...]:
    """The challenges of a 401 or 407 to answer, one for each realm; none when our credentials were refused.

    ``answered`` are the challenges that this request has answered so far: the same realm is answered again only when it
    says that the nonce was stale.
    """
    before = tuple(answered)
    found: dict[Space, Challenge] = {}
    for challenge in challenges(response):
        same = [one for one in before if one.space == challenge.space]
        fresh = challenge.nonce not in [one.nonce for one in same] and (challenge.stale or not same)
        if fresh and len(before) + len(found) < MAX_ANSWERS:
            found.setdefault(challenge.space, challenge)
    return tuple(found.values())


def next_nonces(response: Message) -> dict[bool, str]:
    """The nonces that a 2xx wants in the next request (RFC 7616 §3.5), by whether a proxy said so."""
    said = {False: response.get("Authentication-Info"), True: response.get("Proxy-Authentication-Info")}
    found = {proxy: _fields(value).get("nextnonce", "") for proxy, value in said.items()}
    return {proxy: nonce for proxy, nonce in found.items() if nonce}


def authorization(
    challenge: Challenge, credentials: Credentials, method: str, uri: str, *, cnonce: str, count: int = 1
) -> tuple[str, str]:
    """Header name and value that answer the challenge for one request; ``count`` is the nonce count (nc)."""
    digest = HASHES[challenge.algorithm]
    secret = digest(f"{credentials.user}:{challenge.realm}:{credentials.password}")
    action = digest(f"{method}:{uri}")
    fields = [
        f'username="{credentials.user}"', f'realm="{challenge.realm}"', f'nonce="{challenge.nonce}"', f'uri="{uri}"',
        f"algorithm={challenge.algorithm}",
    ]  # fmt: skip
    if challenge.auth_qop:
        response = digest(f"{secret}:{challenge.nonce}:{count:08x}:{cnonce}:auth:{action}")
        fields += ["qop=auth", f"nc={count:08x}", f'cnonce="{cnonce}"']
    else:
        response = digest(f"{secret}:{challenge.nonce}:{action}")
    fields.append(f'response="{response}"')
    if challenge.opaque:
        fields.append(f'opaque="{challenge.opaque}"')
    return ("Proxy-Authorization" if challenge.proxy else "Authorization"), "Digest " + ", ".join(fields)
