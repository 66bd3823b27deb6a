"""Tables that people keep in spreadsheets: read with every mistake by its line and column, written so that nothing runs."""

from ticketing.spreadsheets.reading import read, sheets
from ticketing.spreadsheets.sheet import BOUNDS, Bounds, Column, Mistake, Row, Sheet, refuse
from ticketing.spreadsheets.writing import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx

__all__ = [
    "BOUNDS",
    "CSV_TYPE",
    "XLSX_TYPE",
    "Bounds",
    "Column",
    "Mistake",
    "Row",
    "Sheet",
    "read",
    "refuse",
    "sheets",
    "write_csv",
    "write_xlsx",
]
