"""What the tests of the knowledge base write: an article in a line, a script in a line, and people who may do what."""

from datetime import date, datetime

from tests.ticketing.story import NOON, Story
from ticketing.knowledge import editing, reviewing
from ticketing.knowledge.schemas import ArticleContent, KnowledgeContentIn, KnowledgeItemIn, KnowledgeVersionOut, ScriptContent
from ticketing.knowledge.steps import parsed
from ticketing.tickets.actor import Actor

EDITOR = Actor(id="editor", roles=frozenset({"supervisor"}))
REVIEWER = Actor(id="reviewer", roles=frozenset({"supervisor"}))
AGENT = Actor(id="agent", roles=frozenset({"agent"}))


def article(title: str = "公积金提取怎么办", body: str = "带身份证到公积金中心办理。", **more: object) -> ArticleContent:
    return ArticleContent.model_validate({"title": title, "body": body} | more)


def script(title: str, situation: str, lines: str = "1. 您好。", **more: object) -> ScriptContent:
    return ScriptContent.model_validate({"title": title, "situation": situation, "steps": parsed(lines)[0]} | more)


def new(content: ArticleContent | ScriptContent, unit: str, code: str | None = None) -> KnowledgeItemIn:
    which = "article" if isinstance(content, ArticleContent) else "script"
    return KnowledgeItemIn.model_validate({"unit": unit, "code": code, which: content})


class Desk:
    """Writes, hands in and publishes, each in a unit of work of its own."""

    def __init__(self, story: Story, unit: str) -> None:
        self.story, self.unit = story, unit

    def draft(self, content: ArticleContent | ScriptContent, code: str | None = None, at: datetime = NOON) -> KnowledgeVersionOut:
        return self.story.do(editing.create, new(content, self.unit, code), actor=EDITOR, at=at)

    def submitted(
        self, content: ArticleContent | ScriptContent, code: str | None = None, at: datetime = NOON
    ) -> KnowledgeVersionOut:
        made = self.draft(content, code, at)
        return self.story.do(editing.submit, made.id, actor=EDITOR, at=at)

    def published(
        self, content: ArticleContent | ScriptContent, code: str | None = None, at: datetime = NOON
    ) -> KnowledgeVersionOut:
        made = self.submitted(content, code, at)
        return self.story.do(reviewing.publish, made.id, actor=REVIEWER, at=at)

    def again(self, item: str, content: ArticleContent | ScriptContent, at: datetime = NOON) -> KnowledgeVersionOut:
        """A next version, handed in."""
        made = self.story.do(editing.next_version, item, actor=EDITOR, at=at)
        which = "article" if isinstance(content, ArticleContent) else "script"
        said = KnowledgeContentIn.model_validate({"lock": made.lock, which: content})
        self.story.do(editing.save, made.id, said, actor=EDITOR, at=at)
        return self.story.do(editing.submit, made.id, actor=EDITOR, at=at)


def day(text: str) -> date:
    return date.fromisoformat(text)
