"""Files as the console and the citizen's page see them."""

from datetime import datetime
from typing import Literal

from config.settings import FileKind
from ticketing.schema import Schema


class AttachmentOut(Schema):
    """``scanned`` says whether the operator's scanner has looked through it; ``by_name`` is 市民 for a citizen's.

    ``step`` is that of the ticket's history which the file is evidence of.
    """

    id: str
    name: str
    kind: FileKind
    group: Literal["picture", "video", "document"]
    size: int
    scanned: Literal["clean", "unscanned"]
    at: datetime
    by_name: str
    step: str | None = None


class UploadOut(Schema):
    """A file that was taken for a form which is still being filled in: its ``id`` goes into the form."""

    id: str
    name: str
    kind: FileKind
    size: int
