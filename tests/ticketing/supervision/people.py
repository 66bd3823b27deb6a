"""Those who act in these tests: an account with a role, as the services see it."""

from tests.ticketing.story import Story
from ticketing.people.schemas import Role
from ticketing.tickets.actor import Actor


def actor(story: Story, name: str, *roles: Role, unit: str | None = None) -> Actor:
    return Actor(id=story.person(name, *roles, unit=unit), roles=frozenset(roles), unit=unit)


def inspector(story: Story, name: str = "i1") -> Actor:
    return actor(story, name, "inspector")


def handler(story: Story, name: str = "h1", unit: str = "Q-CG") -> Actor:
    return actor(story, name, "handler", unit=unit)
