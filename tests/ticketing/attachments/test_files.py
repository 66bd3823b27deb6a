"""Files: judged by content and not by name, looked through by the operator's scanner, stored once, forgotten when unclaimed."""

import os
import sys
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from config.errors import BadInput, Unavailable
from config.settings import Attachments
from tests.ticketing.story import NOON, Story
from ticketing.attachments import service as attachments
from ticketing.attachments.kinds import clean_name, kind_of
from ticketing.attachments.scan import scan
from ticketing.attachments.store import Incoming, Stored, place_of

JPEG = b"\xff\xd8\xff\xe0" + bytes(60)
LAW = Attachments(picture_bytes=1_000, video_bytes=2_000, document_bytes=100_000, least_free_bytes=0)


def zipped(*names: str) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return written.getvalue()


def incoming(folder: Path, content: bytes, law: Attachments = LAW) -> Stored:
    one = Incoming(folder, law)
    try:
        for start in range(0, len(content), 10):
            one.add(content[start : start + 10])
        return one.kept(one.judged(law.kinds))
    except BaseException:
        one.dropped()
        raise


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (JPEG, "jpeg"),
        (b"\x89PNG\r\n\x1a\n" + bytes(8), "png"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"\x00\x00\x00\x18ftypqt  ", "mov"),
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4", "3gp"),
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x42\x82\x84webm", "webm"),
        (b"%PDF-1.7", "pdf"),
        (b"MZ\x90\x00", None),
        (b"<svg xmlns=", None),
        (b"<!doctype html>", None),
        (b"", None),
    ],
)
def test_a_kind_is_told_by_the_first_bytes(head: bytes, kind: str | None) -> None:
    assert kind_of(head) == kind


def test_a_program_with_a_pictures_name_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不支持"):
        incoming(tmp_path, b"MZ" + bytes(100))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_office_files_are_known_by_what_is_in_them_and_macros_are_refused(tmp_path: Path) -> None:
    assert incoming(tmp_path, zipped("[Content_Types].xml", "word/document.xml")).kind == "docx"
    assert incoming(tmp_path, zipped("[Content_Types].xml", "xl/workbook.xml")).kind == "xlsx"
    for names in (("a.txt",), ("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")):
        with pytest.raises(BadInput):
            incoming(tmp_path, zipped(*names))


def test_a_file_that_is_too_large_is_refused_while_it_comes(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="超过"):
        incoming(tmp_path, JPEG + bytes(1_000))
    one = Incoming(tmp_path, LAW)
    with pytest.raises(BadInput, match="超过"):
        one.add(bytes(100_001))
    one.dropped()
    with pytest.raises(BadInput, match="空"):
        incoming(tmp_path, b"")


def test_the_same_content_is_stored_once_under_its_digest(tmp_path: Path) -> None:
    first, second = incoming(tmp_path, JPEG), incoming(tmp_path, JPEG)
    assert first == second
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [place_of(tmp_path, first.digest)]


def test_nothing_is_taken_when_the_disk_is_nearly_full(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="空间不足"):
        Incoming(tmp_path, LAW.model_copy(update={"least_free_bytes": 1 << 60}))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\路灯.jpg", "路灯.jpg"),
        ("\x00\n", "附件.jpeg"),
        ("a" * 300, "a" * 120),
        ('<"x">', "x"),
    ],
)
def test_a_name_leads_nowhere(name: str, clean: str) -> None:
    assert clean_name(name, "jpeg") == clean


def scanner(code: str, seconds: float = 5.0) -> Attachments:
    return Attachments(scan_command=(sys.executable, "-c", code, "{file}"), scan_s=seconds)


def test_the_operators_scanner_decides_and_its_failure_is_no_pass(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(JPEG)
    assert scan(file, Attachments()) == "unscanned"
    assert scan(file, scanner(f"import sys; sys.exit(0 if sys.argv[1] == {str(file)!r} else 2)")) == "clean"
    with pytest.raises(BadInput, match="病毒"):
        scan(file, scanner("import sys; sys.exit(1)"))
    with pytest.raises(Unavailable):
        scan(file, scanner("import sys; sys.exit(2)"))
    with pytest.raises(Unavailable):
        scan(file, scanner("import time; time.sleep(9)", seconds=0.2))
    with pytest.raises(Unavailable):
        scan(file, Attachments(scan_command=("/nowhere/scanner",)))


def test_what_no_form_claims_is_forgotten_and_shared_content_stays(story: Story, tmp_path: Path) -> None:
    stored = incoming(tmp_path, JPEG)
    long_ago = (NOON - timedelta(days=1)).timestamp()
    os.utime(place_of(tmp_path, stored.digest), (long_ago, long_ago))
    for _ in range(2):
        story.do(attachments.take, stored, "a.jpg", scanned="clean", by="citizen", at=NOON)
    later = NOON + timedelta(hours=3)
    kept = story.do(attachments.take, stored, "b.jpg", scanned="clean", by="citizen", at=later)
    assert story.do(attachments.forget_loose, tmp_path, later) == 2
    assert place_of(tmp_path, stored.digest).exists()
    assert kept.kind == "jpeg"
    assert story.do(attachments.forget_loose, tmp_path, later + timedelta(hours=3)) == 1
    assert not place_of(tmp_path, stored.digest).exists()
