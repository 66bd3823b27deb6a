"""Digest authentication of a client (RFC 7616, RFC 3261 §22): MD5 and SHA-256, ``qop=auth`` or none, stale nonces.

Pure: the client nonce comes from outside.
"""

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from telephony.sip.message import Message

_PAIR = re.compile(r'([a-zA-Z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


HASHES: dict[str, Callable[[str], str]] = {"MD5": _md5, "SHA-256": _sha256}
STRENGTH = ("SHA-256", "MD5")


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


def challenges(response: Message) -> tuple[Challenge, ...]:
    """The Digest challenges of a 401 or 407 that we can answer, the strongest algorithm first."""
    found = []
    for name, proxy in (("WWW-Authenticate", False), ("Proxy-Authenticate", True)):
        found += [one for value in response.all(name) if (one := _challenge(value, proxy))]
    return tuple(sorted(found, key=lambda one: STRENGTH.index(one.algorithm)))


def _challenge(value: str, proxy: bool) -> Challenge | None:
    scheme, _, rest = value.strip().partition(" ")
    fields = {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(rest)}
    algorithm = fields.get("algorithm", "MD5").upper()
    qops = {one.strip().lower() for one in fields.get("qop", "").split(",")} - {""}
    usable = scheme.lower() == "digest" and algorithm in HASHES and (not qops or "auth" in qops)
    if not usable or "nonce" not in fields:
        return None
    return Challenge(
        realm=fields.get("realm", ""), nonce=fields["nonce"], algorithm=algorithm, opaque=fields.get("opaque", ""),
        auth_qop=bool(qops), stale=fields.get("stale", "").lower() == "true", proxy=proxy,
    )  # fmt: skip


def answerable(response: Message, tried: Collection[str]) -> Challenge | None:
    """The challenge to answer, or None when credentials were already refused.

    ``tried`` are the nonces answered so far: a second challenge is taken only when it says that the nonce was stale,
    and never more than three in all, so that two machines cannot shout for ever.
    """
    for challenge in challenges(response):
        if challenge.nonce not in tried and (not tried or challenge.stale) and len(tried) < 3:
            return challenge
    return None


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
