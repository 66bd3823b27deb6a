"""Hand-written SIP for the tests: requests as text with everything variable."""

from uuid import uuid4

from telephony.sip.message import Message

OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 30000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"
)


class Script:
    """One caller's dialog: makes its requests, counts its CSeq."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.host, self.port = host, port
        self.call_id, self.tag, self.to_tag = uuid4().hex, uuid4().hex[:8], ""
        self.cseq = 0
        self.branch = ""

    def request(
        self, method: str, *, body: str = "", kind: str = "application/sdp", more: tuple[str, ...] = (),
        uri: str = "sip:12345@127.0.0.1", cseq: int | None = None, branch: str = "", max_forwards: str = "70",
    ) -> str:  # fmt: skip
        if cseq is None:
            self.cseq += 1
        number = self.cseq if cseq is None else cseq
        self.branch = branch or f"z9hG4bK{uuid4().hex}"
        to_tag = f";tag={self.to_tag}" if self.to_tag else ""
        lines = [
            f"{method} {uri} SIP/2.0", f"Via: SIP/2.0/UDP {self.host}:{self.port};branch={self.branch};rport",
            f"Max-Forwards: {max_forwards}", f"From: <sip:100@{self.host}:{self.port}>;tag={self.tag}",
            f"To: <sip:12345@127.0.0.1>{to_tag}", f"Call-ID: {self.call_id}", f"CSeq: {number} {method}",
            f"Contact: <sip:100@{self.host}:{self.port}>", *more, *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body.encode())}",
        ]  # fmt: skip
        return "\r\n".join(lines) + "\r\n\r\n" + body

    def invite(self, body: str = OFFER, **more: object) -> str:
        return self.request("INVITE", body=body, **more)  # type: ignore[arg-type]

    def ack(self, response: Message, body: str = "") -> str:
        """The ACK of a response: the INVITE's branch for a failure, a new one for a 2xx."""
        self.to_tag = response.to.tag
        return self.request("ACK", cseq=response.cseq, body=body, branch=self.branch if response.status >= 300 else "")
