"""Where a message may be sent: only to what an administrator entered, and never into networks that nobody named. Pure.

A webhook's address is written by people outside; without these rules it could be pointed at this machine's own services.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from config.errors import BadInput

MAX_ADDRESS = 500
Address = IPv4Address | IPv6Address
ASKED = "请填写 https 地址；内网地址须由运维在 law.webhooks.intranet 中登记。"


def checked(url: str, intranet: Sequence[str]) -> str:
    """The address as it may be stored: https, or http to a registered network; BadInput for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadInput("回调地址不正确。", ASKED) from None
    if len(url) > MAX_ADDRESS or not parts.hostname or parts.username or parts.password or parts.fragment or port == 0:
        raise BadInput("回调地址不正确。", ASKED)
    if parts.scheme not in ("https", "http"):
        raise BadInput("回调地址须以 https:// 开头。", ASKED)
    literal = _literal(parts.hostname)
    if literal is not None and not may_reach(literal, intranet):
        raise BadInput("回调地址在未登记的内网中。", ASKED)
    if parts.scheme == "http" and (literal is None or not _registered(literal, intranet)):
        raise BadInput("只有登记的内网地址才能使用 http。", ASKED)
    return url


def chosen(found: Iterable[str], scheme: str, intranet: Sequence[str]) -> str | None:
    """Of the addresses that a name stands for now, one that may be reached; None when there is none.

    It is asked again at each sending and the connection goes to this very address: a name that changes its meaning in between
    leads nowhere else.
    """
    for text in found:
        address = ip_address(text)
        if may_reach(address, intranet) and (scheme == "https" or _registered(address, intranet)):
            return text
    return None


def may_reach(address: Address, intranet: Sequence[str]) -> bool:
    """Public addresses, and those of registered networks; mapped IPv4 addresses count as what they stand for."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return _registered(address, intranet) or (address.is_global and not address.is_multicast)


def _registered(address: Address, intranet: Sequence[str]) -> bool:
    networks = (ip_network(text) for text in intranet)
    return any(address.version == network.version and address in network for network in networks)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
