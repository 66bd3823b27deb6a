"""The duty directory (职责目录): what kinds of matters there are, and who is responsible where."""

from ticketing.directory.category import Category
from ticketing.directory.city import City
from ticketing.directory.contact import Contact
from ticketing.directory.duty import BASES, Basis, DispatchLevel, DutyRule
from ticketing.directory.load import load_city
from ticketing.directory.responsible import Responsible, Rule
from ticketing.gazetteer import Place, PlaceEntry
from ticketing.units import Unit

__all__ = [
    "BASES",
    "Basis",
    "Category",
    "City",
    "Contact",
    "DispatchLevel",
    "DutyRule",
    "Place",
    "PlaceEntry",
    "Responsible",
    "Rule",
    "Unit",
    "load_city",
]
