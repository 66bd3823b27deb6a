"""What a file is, told by its first bytes and never by its name. Pure.

Source: the formats' own signatures (JPEG SOI, PNG and GIF magic, RIFF/WebP, ISO/IEC 14496-12 ``ftyp`` brands, EBML, PDF, ZIP).
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal

from config.settings import Attachments, FileKind

HEAD_BYTES = 64
"""So much of a file's beginning is looked at."""
MAX_NAME = 120
Group = Literal["picture", "video", "document"]
GROUPS: Mapping[FileKind, Group] = MappingProxyType(
    {
        **dict.fromkeys(("jpeg", "png", "gif", "webp", "heic"), "picture"),
        **dict.fromkeys(("mp4", "mov", "webm", "3gp"), "video"),
        **dict.fromkeys(("pdf", "docx", "xlsx"), "document"),
    }
)
MEDIA_TYPES: Mapping[FileKind, str] = MappingProxyType(
    {
        "jpeg": "image/jpeg",
        "png": "image/png",
        "gif": "image/gif",
        "webp": "image/webp",
        "heic": "image/heic",
        "mp4": "video/mp4",
        "mov": "video/quicktime",
        "webm": "video/webm",
        "3gp": "video/3gpp",
        "pdf": "application/pdf",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_MP4 = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash", b"hvc1"})


def kind_of(head: bytes) -> FileKind | Literal["zip"] | None:
    """The kind of a file that begins with ``head`` (64 bytes or the whole file); ``zip`` needs `kind_of_zip`."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "webm"
    if head.startswith(b"%PDF-"):
        return "pdf"
    return "zip" if head.startswith(b"PK\x03\x04") else None


def kind_of_zip(names: Collection[str]) -> FileKind | None:
    """An office document by the names in its archive; none with macros in it."""
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else None


def limit_of(kind: FileKind, law: Attachments) -> int:
    """The largest file of this kind, in bytes."""
    return {"picture": law.picture_bytes, "video": law.video_bytes, "document": law.document_bytes}[GROUPS[kind]]


def clean_name(name: str, kind: FileKind) -> str:
    """A name to show and to save under: no folder, no control character, never longer than 120 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if character.isprintable() and character not in '<>:"|?*').strip(" .")
    return kept[-MAX_NAME:] or f"附件.{kind}"


def _of_brand(brand: bytes) -> FileKind | None:
    if brand in _HEIC:
        return "heic"
    if brand == b"qt  ":
        return "mov"
    if brand[:3] in (b"3gp", b"3g2"):
        return "3gp"
    return "mp4" if brand in _MP4 else None
