"""What stands beside the fields: phrases that a person took, and what the machine reads after an edit."""

from ticketing.drafts import sources

HEARD = {"segment": "s1", "phrase": "人民路", "start": 0, "end": 3, "confidence": 0.8}
BEFORE = {"title": "旧标题", "wish": "", "evidence": {"title": HEARD, "place": HEARD}}


def edited(fields, given, picked=None):
    return {**fields, **given, sources.KEY: sources.after_edit(fields, given, picked or {})}


def read(fields, new, names):
    return {**fields, sources.KEY: sources.after_reading(fields, new, names)}


def test_a_field_that_a_person_wrote_has_no_words_of_the_machine():
    fields = edited(BEFORE, {"title": "我写的"})
    assert sources.evidence(fields, ["title"]) == {"place": HEARD}


def test_a_phrase_that_a_person_took_is_the_fields_evidence_until_it_is_written_anew():
    fields = edited(BEFORE, {"wish": "赶紧修"}, {"wish": {"segment": "s2", "phrase": "赶紧修"}})
    assert sources.evidence(fields, ["wish"])["wish"] == {"segment": "s2", "phrase": "赶紧修", "confidence": 1.0, "by": "person"}
    assert "wish" not in sources.evidence(edited(fields, {"wish": "今天修"}), ["wish"])


def test_what_the_machine_had_said_before_the_edit_is_no_news():
    fields = read(edited(BEFORE, {"title": "我写的"}), {"title": "旧标题"}, ["title"])
    assert sources.suggested(fields, ["title"]) == {}


def test_what_the_machine_reads_after_the_edit_is_offered_until_it_is_taken_or_written_over():
    fields = read(edited(BEFORE, {"title": "我写的"}), {"title": "新标题", "matter": "未改"}, ["title"])
    assert sources.suggested(fields, ["title"]) == {"title": "新标题"}
    assert sources.suggested(edited(fields, {"title": "新标题"}), ["title"]) == {}
    assert sources.suggested(edited(fields, {"title": "又改了"}), ["title"]) == {}


def test_an_empty_finding_is_never_offered():
    fields = read(edited(BEFORE, {"title": "我写的"}), {"title": ""}, ["title"])
    assert sources.suggested(fields, ["title"]) == {}
