"""Issued papers: a number once, the content as it was, and only for those whom it concerns."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from config.errors import BadInput, NotAllowed, NotFound
from tests.ticketing.story import NOON, Story
from ticketing.documents import service as documents
from ticketing.documents.content import MAX_ROWS, Document, Paragraph, Table
from ticketing.documents.kinds import KINDS
from ticketing.people import service as people
from ticketing.people.schemas import PersonOut


def paper(kind: str = "supervision_notice", text: str = "现予以督办。") -> Document:
    return Document(kind=kind, title="督办通知", issuer="热线", date=date(2026, 3, 4), blocks=(Paragraph(text),))


def who(story: Story, id: str) -> PersonOut:
    return story.do(people.get, id)


def test_each_kind_and_year_has_a_series_of_its_own(story: Story) -> None:
    inspector = story.person("i1", "inspector")

    def issued(kind: str, at: datetime) -> str:
        return story.do(documents.issue, paper(kind), by=inspector, at=at).number

    eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    assert [issued("supervision_notice", NOON), issued("supervision_notice", eve)] == ["督办〔2026〕1号", "督办〔2026〕2号"]
    assert issued("warning_letter", NOON) == "警示〔2026〕1号"
    assert issued("supervision_notice", eve + timedelta(minutes=1)) == "督办〔2027〕1号"


def test_two_who_issue_at_once_never_get_the_same_number(story: Story) -> None:
    inspector = story.person("i1", "inspector")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: story.do(documents.issue, paper(), by=inspector, at=NOON).number, range(12)))
    assert sorted(made) == sorted(f"督办〔2026〕{n}号" for n in range(1, 13))


def test_a_paper_stays_as_it_was_issued(story: Story) -> None:
    inspector = story.person("i1", "inspector")
    made = story.do(documents.issue, paper(text="第一稿"), by=inspector, at=NOON, subject="x:1")
    story.do(documents.issue, paper(text="第二稿"), by=inspector, at=NOON, subject="x:1")
    kept = story.do(documents.read, made.id, who(story, inspector))
    assert kept.blocks == (Paragraph("第一稿"),)
    assert (kept.number, kept.red_head) == (made.number, True)
    assert [one.number for one in story.do(documents.of_subject, "x:1")] == ["督办〔2026〕1号", "督办〔2026〕2号"]


def test_a_paper_is_read_by_its_kind_and_by_the_unit_that_it_names(story: Story) -> None:
    inspector, agent = story.person("i1", "inspector"), story.person("a1")
    own, other = story.person("h1", "handler", unit="Q-CG"), story.person("h2", "handler", unit="Q-HB")
    made = story.do(documents.issue, paper(), by=inspector, at=NOON, units=["Q-CG", "Q-CG"])
    assert made.units == ("Q-CG",)
    for reader in (inspector, own):
        assert story.do(documents.read, made.id, who(story, reader)).number == made.number
        assert [one.id for one in story.do(documents.page, who(story, reader)).items] == [made.id]
    for stranger in (other, agent):
        with pytest.raises(NotAllowed):
            story.do(documents.read, made.id, who(story, stranger))
        assert story.do(documents.page, who(story, stranger)).items == ()
    with pytest.raises(NotFound):
        story.do(documents.read, "none", who(story, inspector))


def test_pages_go_on_where_they_stopped_and_can_be_narrowed(story: Story) -> None:
    inspector = story.person("i1", "inspector")
    for minute in range(5):
        story.do(documents.issue, paper(), by=inspector, at=NOON + timedelta(minutes=minute))
    story.do(documents.issue, paper("warning_letter"), by=inspector, at=NOON)
    me = who(story, inspector)
    first = story.do(documents.page, me, kind="supervision_notice", limit=3)
    rest = story.do(documents.page, me, kind="supervision_notice", limit=3, before=first.next)
    assert [int(one.number[8:-1]) for one in (*first.items, *rest.items)] == [5, 4, 3, 2, 1]
    assert rest.next is None


def test_what_no_paper_can_hold_or_no_kind_names_is_refused(story: Story) -> None:
    with pytest.raises(NotFound):
        story.do(documents.issue, paper("poem"), by="system", at=NOON)
    long = Document(
        kind="duty_sheet", title="t", issuer="i", date=date(2026, 3, 4), blocks=(Table(("a",), (("1",),) * (MAX_ROWS + 1)),)
    )
    with pytest.raises(BadInput):
        story.do(documents.issue, long, by="system", at=NOON)


def test_the_words_of_the_series_differ() -> None:
    words = [kind.word for kind in KINDS.values()]
    assert len(set(words)) == len(words)
