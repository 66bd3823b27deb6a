"""Whom we telephone with: registrars, trunks, and how long SIP waits for what."""

from typing import Annotated

from pydantic import Field, field_validator

from config.settings.values import Count, Ipv4, Network, Port, ProbeSeconds, Seconds, Section


class Registrar(Section):
    """A registrar or PBX to register at; ``password`` answers its digest challenges, as ``auth_user`` (else ``user``).

    ``domain`` is the host part of our address of record where that is not ``host``. Registrars of one ``group`` stand in for
    one another: the one with the lowest ``priority`` is registered, the next while it fails. Those without a group are all
    registered. ``options_every_s`` asks in between whether it still lives; 0: only when registering.
    """

    host: str
    port: Port = 5060
    user: str
    password: str
    auth_user: str = ""
    domain: str = ""
    expires_s: Annotated[int, Field(ge=60, le=86400)] = 300
    group: str = ""
    priority: Count = 0
    options_every_s: ProbeSeconds = 0.0


class Trunk(Section):
    """A peer that may send calls without registration. ``host`` is its IPv4 address, port 0 means any source port.

    ``allowed`` are further sources of the same trunk (addresses or networks such as ``10.20.0.0/28``). ``max_calls`` bounds its
    calls both ways, 0: ``sip.max_calls`` alone. ``user`` is our own number there, shown as the caller of outgoing calls;
    ``password`` answers a challenge; ``domain`` is the host part of its URIs where that is not ``host``. ``options_every_s``
    asks whether it lives (RFC 3261 §11), 0: never. ``outgoing`` False: it only brings calls.
    """

    name: str
    host: Ipv4
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    allowed: tuple[Network, ...] = ()
    max_calls: Count = 0
    user: str = ""
    password: str = ""
    auth_user: str = ""
    domain: str = ""
    options_every_s: ProbeSeconds = 0.0
    outgoing: bool = True


class Sip(Section):
    """``early_media``: a caller hears our sound before the answer (183), else ringing (180).

    ``session_expires_s`` is the session timer that we ask for (RFC 4028; 0: we ask for none), ``min_se_s`` the shortest that
    we take. ``refer_timeout_s`` bounds a transfer by REFER, ``unanswered_max_s`` an incoming call that nobody answers or
    ends, ``max_redirects`` the contacts of 3xx answers that one call follows, ``max_transactions`` those alive at once.
    """

    host: Ipv4
    port: Port
    advertised_host: Ipv4 | None = None
    user: str
    trunks: tuple[Trunk, ...]
    registrars: tuple[Registrar, ...]
    max_calls: Annotated[int, Field(ge=1)]
    retry_after_s: Annotated[int, Field(ge=1)]
    invite_timeout_s: Seconds
    stop_timeout_s: Seconds
    early_media: bool = False
    session_expires_s: Annotated[int, Field(ge=0, le=86400)] = 1800
    min_se_s: Annotated[int, Field(ge=90, le=86400)] = 90
    refer_timeout_s: Seconds = 60.0
    unanswered_max_s: Seconds = 900.0
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 3
    max_transactions: Annotated[int, Field(ge=100)] = 20000
    unread_max_kb: Annotated[int, Field(ge=16)] = 256
    """New calls get 503 while unread datagrams hold more of the kernel's memory than this (some 2 KiB each)."""
    failover_s: Seconds = 4.0
    """An outgoing INVITE without any answer for so long goes to the next registrar or trunk."""
    probe_timeout_s: Seconds = 4.0
    """An OPTIONS keep-alive without an answer for so long has failed."""
    trunk_down_after: Annotated[int, Field(ge=1)] = 2
    """So many keep-alives in a row must fail before a trunk is down …"""
    trunk_up_after: Annotated[int, Field(ge=1)] = 2
    """… and so many succeed before it is up again."""

    @field_validator("trunks")
    @classmethod
    def _own_names(cls, trunks: tuple[Trunk, ...]) -> tuple[Trunk, ...]:
        names = [trunk.name for trunk in trunks]
        if len(set(names)) < len(names):
            raise ValueError("must each have a name of its own")
        return trunks
