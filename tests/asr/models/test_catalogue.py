import json
from collections.abc import Iterator

import pytest

from asr.models import catalogue
from config.errors import NotFound, Unavailable
from tests.asr.models.site import Site, running

ROW = {
    "lang": "cn",
    "md5": "abc",
    "name": "vosk-model-cn-0.22",
    "obsolete": "false",
    "size": 1_300_000_000,
    "url": "https://example.org/x.zip",
}


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as site:
        site.files["/model-list.json"] = json.dumps([ROW, {**ROW, "name": "old", "obsolete": "true"}]).encode()
        yield site


def test_the_default_model_is_known_without_asking() -> None:
    entry = catalogue.find("vosk-model-small-cn-0.22", "http://127.0.0.1:1")
    assert (entry.size, entry.md5) == (43_898_754, "d1a8e82933dcc7632667c036b0bb3dbb")
    assert entry.url("https://site/models/") == "https://site/models/vosk-model-small-cn-0.22.zip"


def test_what_the_site_lists_fills_what_is_not_known_here(site: Site) -> None:
    entry = catalogue.find("vosk-model-cn-0.22", site.url)
    assert (entry.size, entry.md5, entry.language) == (1_300_000_000, "abc", "zh")


def test_obsolete_is_a_text_in_the_list(site: Site) -> None:
    listed = catalogue.fetch(site.url)
    assert listed["old"].obsolete
    assert not listed["vosk-model-cn-0.22"].obsolete


def test_an_unknown_name_says_where_to_look(site: Site) -> None:
    with pytest.raises(NotFound, match="no model nonesuch"):
        catalogue.find("nonesuch", site.url)


def test_a_silent_site_is_named() -> None:
    with running() as gone:
        url = gone.url
    with pytest.raises(Unavailable, match=url):
        catalogue.fetch(url, timeout_s=2)


def test_a_page_that_is_no_list_is_refused(site: Site) -> None:
    site.files["/model-list.json"] = b"<html>please log in</html>"
    with pytest.raises(Unavailable, match="cannot be read"):
        catalogue.fetch(site.url)
