import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from asr.models.download import Patience, download
from config.errors import NotFound, Unavailable
from tests.asr.models.site import Site, running

BODY = os.urandom(300_000)
MD5 = hashlib.md5(BODY).hexdigest()
QUICK = Patience(connect_s=2.0, read_s=2.0, tries=3, pause_s=0.01)


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.files["/m.zip"] = BODY
        yield site


def test_a_file_arrives_whole_and_is_known_by_its_digests(site: Site, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    fetched = download(
        site.url + "/m.zip",
        tmp_path / "m.zip",
        size=len(BODY),
        md5=MD5,
        progress=lambda done, total: seen.append((done, total)),
        patience=QUICK,
    )
    assert fetched.path.read_bytes() == BODY
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    assert seen[-1] == (len(BODY), len(BODY))
    assert [path.name for path in tmp_path.iterdir()] == ["m.zip"]


def test_a_cut_line_costs_only_what_was_missing(site: Site, tmp_path: Path) -> None:
    site.drop_after, site.drops = 100_000, 2
    download(site.url + "/m.zip", tmp_path / "m.zip", md5=MD5, patience=QUICK)
    assert site.ranges == [None, "bytes=100000-", "bytes=200000-"]
    assert (tmp_path / "m.zip").read_bytes() == BODY


def test_a_later_run_goes_on_where_the_first_gave_up(site: Site, tmp_path: Path) -> None:
    site.drop_after, site.drops = 1000, 1
    with pytest.raises(Unavailable):
        download(site.url + "/m.zip", tmp_path / "m.zip", md5=MD5, patience=Patience(tries=1, pause_s=0.01))
    download(site.url + "/m.zip", tmp_path / "m.zip", md5=MD5, patience=QUICK)
    assert site.ranges[-1] == "bytes=1000-"


def test_a_file_that_changed_meanwhile_is_fetched_anew(site: Site, tmp_path: Path) -> None:
    site.drop_after, site.drops = 1000, 1
    with pytest.raises(Unavailable):
        download(site.url + "/m.zip", tmp_path / "m.zip", patience=Patience(tries=1, pause_s=0.01))
    newer = os.urandom(50_000)
    site.files["/m.zip"] = newer
    download(site.url + "/m.zip", tmp_path / "m.zip", md5=hashlib.md5(newer).hexdigest(), patience=QUICK)
    assert (tmp_path / "m.zip").read_bytes() == newer


def test_a_wrong_checksum_leaves_nothing_behind(site: Site, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="is not the file"):
        download(site.url + "/m.zip", tmp_path / "m.zip", md5="0" * 32, patience=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_size_is_refused(site: Site, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="300000 bytes"):
        download(site.url + "/m.zip", tmp_path / "m.zip", size=5, patience=QUICK)


def test_a_name_that_the_site_does_not_have(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="404"):
        download(site.url + "/other.zip", tmp_path / "other.zip", patience=QUICK)


def test_a_site_that_cannot_be_reached_is_named_with_the_way_round(tmp_path: Path) -> None:
    with running() as gone:
        url = gone.url
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1") as caught:
        download(url + "/m.zip", tmp_path / "m.zip", patience=QUICK)
    assert "install --from FILE" in caught.value.remedy


def half(site: Site, folder: Path, path: str = "/m.zip") -> Path:
    """Leave a part of the file behind, as a broken line does."""
    site.drop_after, site.drops = 1000, 1
    with pytest.raises(Unavailable):
        download(site.url + path, folder / "m.zip", patience=Patience(tries=1, pause_s=0.01))
    return folder / "m.zip"


def test_a_site_that_knows_no_ranges_sends_the_whole_file_again(site: Site, tmp_path: Path) -> None:
    target = half(site, tmp_path)
    site.ranged = False
    download(site.url + "/m.zip", target, md5=MD5, patience=QUICK)
    assert target.read_bytes() == BODY


@pytest.mark.parametrize(("validator", "asked"), [("date", "bytes=1000-"), ("weak", "bytes=1000-"), ("none", None)])
def test_a_part_is_gone_on_with_only_if_the_site_can_say_that_it_is_of_the_same_file(
    site: Site, tmp_path: Path, validator: Literal["date", "weak", "none"], asked: str | None
) -> None:
    site.validator = validator
    target = half(site, tmp_path)
    download(site.url + "/m.zip", target, md5=MD5, patience=QUICK)
    assert site.ranges[-1] == asked
    assert target.read_bytes() == BODY


def test_an_answer_that_begins_elsewhere_than_asked_is_not_joined_on(site: Site, tmp_path: Path) -> None:
    target = half(site, tmp_path)
    site.begins = 500
    download(site.url + "/m.zip", target, patience=QUICK)
    assert target.read_bytes() == BODY


def test_a_part_that_is_already_whole_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    target = half(site, tmp_path)
    (tmp_path / "m.zip.part").write_bytes(BODY)
    download(site.url + "/m.zip", target, patience=QUICK)
    assert site.ranges[-1] == f"bytes={len(BODY)}-"
    assert target.read_bytes() == BODY
    target.rename(tmp_path / "m.zip.part")
    asked = len(site.ranges)
    download(site.url + "/m.zip", target, size=len(BODY), md5=MD5, patience=QUICK)
    assert len(site.ranges) == asked


def test_a_file_that_was_moved_is_followed(site: Site, tmp_path: Path) -> None:
    site.moved["/old.zip"] = site.url + "/m.zip"
    target = half(site, tmp_path, "/old.zip")
    download(site.url + "/old.zip", target, md5=MD5, patience=QUICK)
    assert target.read_bytes() == BODY
    assert site.ranges[-1] == "bytes=1000-"


def test_addresses_that_lead_round_in_a_circle_are_given_up_in_words(site: Site, tmp_path: Path) -> None:
    site.moved["/a.zip"], site.moved["/b.zip"] = "/b.zip", "/a.zip"
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1 failed"):
        download(site.url + "/a.zip", tmp_path / "a.zip", patience=Patience(tries=1))


@pytest.mark.parametrize("url", ["http://[::1/m.zip", "nothing://x/m.zip", "m.zip"])
def test_an_address_that_is_none_is_said_in_words(tmp_path: Path, url: str) -> None:
    with pytest.raises(Unavailable, match="cannot be fetched"):
        download(url, tmp_path / "m.zip", patience=Patience(tries=1))


def test_a_line_that_trickles_for_ever_is_given_up(site: Site, tmp_path: Path) -> None:
    site.trickle.set()
    slow = Patience(tries=1, slow_s=0.2, least_bytes=10_000)
    with pytest.raises(Unavailable, match="bytes in 0 s"):
        download(site.url + "/m.zip", tmp_path / "m.zip", patience=slow)


def test_a_site_that_breaks_at_another_place_each_time_is_given_up(site: Site, tmp_path: Path) -> None:
    site.ranged = False
    site.drop_after, site.drops = 1000, 100
    with pytest.raises(Unavailable):
        download(site.url + "/m.zip", tmp_path / "m.zip", patience=QUICK)
    assert len(site.ranges) == 1 + QUICK.tries - 1
