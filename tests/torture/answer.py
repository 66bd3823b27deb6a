"""What the service sends, read without the service's own parser, so that no mistake of that one can hide here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A response (``status`` set) or a request (``status`` 0) with its header lines in order."""

    status: int
    start: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def get(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.headers if key == name)

    @property
    def call_id(self) -> str:
        return self.get("Call-ID")

    @property
    def method(self) -> str:
        """That of the CSeq; of a request its own."""
        return self.start.split()[0] if not self.status else self.get("CSeq").split()[-1] if self.get("CSeq") else ""

    @property
    def cseq(self) -> int:
        first = self.get("CSeq").split()[:1]
        return int(first[0]) if first and first[0].isdigit() else 0

    @property
    def contact(self) -> str:
        """The address in the brackets of Contact."""
        return self.get("Contact").partition("<")[2].partition(">")[0]


def read(data: bytes) -> Answer | None:
    """Headers of one datagram; None for what is no SIP message."""
    head, _, body = data.partition(b"\r\n\r\n")
    start, *lines = head.decode("utf-8", "replace").split("\r\n")
    words = start.split(" ")
    pairs = (line.partition(": ") for line in lines)
    headers = tuple((name, value) for name, _, value in pairs)
    if words[0] == "SIP/2.0" and len(words) > 1 and words[1].isdigit():
        return Answer(int(words[1]), start, headers, body)
    return Answer(0, start, headers, body) if start.endswith(" SIP/2.0") else None
