"""Where a 3xx sends a call (RFC 3261 §8.1.3.4, §21.3), pure."""

from telephony.sip.message import Message, NameAddr, Uri

MAX_CONTACTS = 10


def contacts(response: Message) -> tuple[Uri, ...]:
    """The SIP contacts of a redirection, the most preferred (``q``) first; what cannot be read is left out."""
    found: list[tuple[float, Uri]] = []
    for value in response.all("Contact")[:MAX_CONTACTS]:
        try:
            address = NameAddr.parse(value)
            uri = Uri.parse(address.uri)
        except ValueError:
            continue
        if uri.scheme == "sip" and uri.host:
            found.append((_preference(dict(address.params).get("q", "1")), uri))
    return tuple(uri for _, uri in sorted(found, key=lambda one: -one[0]))


def address_text(uri: Uri) -> str:
    """The URI as a Request-URI: without headers, which a redirection may not dictate."""
    params = "".join(f";{name}={value}" if value else f";{name}" for name, value in uri.params if name != "method")
    port = f":{uri.port}" if uri.port else ""
    return f"{uri.scheme}:{uri.user}{'@' if uri.user else ''}{uri.host}{port}{params}"


def _preference(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
