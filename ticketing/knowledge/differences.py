"""What one version says otherwise than another, field by field and line by line. Pure."""

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from ticketing.knowledge.schemas import ArticleContent, Content, KnowledgeDiffLine, KnowledgeFieldDiff, ScriptContent
from ticketing.knowledge.steps import written


def differences(older: Content, newer: Content) -> tuple[KnowledgeFieldDiff, ...]:
    """Only the fields that differ; a field's lines are whole, so that a reader sees what stands around a change."""
    before, after = lines_of(older), lines_of(newer)
    return tuple(
        KnowledgeFieldDiff(field=field, lines=tuple(_compared(before.get(field, ()), after.get(field, ()))))
        for field in dict.fromkeys([*before, *after])
        if before.get(field, ()) != after.get(field, ())
    )


def lines_of(content: Content) -> Mapping[str, tuple[str, ...]]:
    """Each field as the lines that it is compared by; empty ones have none."""
    if isinstance(content, ArticleContent):
        return {
            "title": (content.title,),
            "kind": (content.kind,),
            "questions": content.questions,
            "short_answer": tuple(content.short_answer.splitlines()),
            "body": tuple(content.body.splitlines()),
            "categories": content.categories,
            "source": tuple(filter(None, (content.source, content.document_number))),
            "validity": (f"{content.effective_from or '不限'} 至 {content.expires_on or '长期'}",),
        }
    return _of_script(content)


def _of_script(content: ScriptContent) -> Mapping[str, tuple[str, ...]]:
    return {
        "title": (content.title,),
        "kind": (content.situation,),
        "queues": content.queues,
        "categories": content.categories,
        "words": content.words,
        "moments": content.moments,
        "steps": tuple(written(content.steps).splitlines()),
    }


def _compared(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[KnowledgeDiffLine]:
    for tag, i, j, m, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (KnowledgeDiffLine(what="same", text=line) for line in before[i:j])
            continue
        yield from (KnowledgeDiffLine(what="removed", text=line) for line in before[i:j])
        yield from (KnowledgeDiffLine(what="added", text=line) for line in after[m:n])
