"""``hotline demo-data``: fill a trial installation with some weeks of a city's tickets, for somebody's first look."""

from typing import Annotated

import typer

from hotline.configured import settings

MOST_TICKETS, MOST_DAYS = 2_000, 120


def demo_data(
    tickets: Annotated[
        int, typer.Option(min=1, max=MOST_TICKETS, help="Matters that citizens bring; some follow from them.")
    ] = 240,
    days: Annotated[int, typer.Option(min=3, max=MOST_DAYS, help="They are spread over so many days up to now.")] = 35,
    seed: Annotated[int, typer.Option(help="The same seed and time bring the same stories.")] = 12_345,
) -> None:
    """Fill an installation that has no tickets; refused on any other. Some minutes, with a line for each day."""
    from hotline.demo_data.filling import fill
    from hotline.home import prepare_home

    found = settings()
    prepare_home(found)

    def say(line: str) -> None:
        print(line, flush=True)

    made = fill(found.database_url, found.law, tickets=tickets, days=days, seed=seed, say=say, settings=found)
    print(f"{made.tickets} tickets. These people sign in with the password {made.password}")
    print("  " + ", ".join(made.shown))
    print(f"and {made.handlers} handlers such as {made.busiest}, of the unit with most tickets.")
