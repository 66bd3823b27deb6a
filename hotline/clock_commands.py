"""``hotline check-clocks``: computes every deadline anew from the history and names each that is stored otherwise."""

import json
from typing import Annotated

import typer

from hotline.configured import settings

LISTED = 100
"""So many differences are printed; the count goes on."""


def check_clocks(
    everything: Annotated[bool, typer.Option("--all", help="Also closed tickets, not only open ones.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")] = False,
) -> None:
    """Compute the tickets' deadlines anew from their history; 1 when one is stored otherwise. Changes nothing."""
    from ticketing.db import open_database
    from ticketing.directory import load_city
    from ticketing.tickets.checking import all_differences

    found = settings()
    database = open_database(found.database_url, city=load_city(found.law.city_data), law=found.law, lock=False)
    count = 0
    try:
        with database.reading() as uow:
            for line in all_differences(uow, open_only=not everything):
                count += 1
                if count <= LISTED and not as_json:
                    print(line)
    finally:
        database.close()
    print(json.dumps({"differences": count}) if as_json else f"{count} stored deadlines differ from the history.")
    if count:
        raise typer.Exit(1)
