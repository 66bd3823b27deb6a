"""How papers are printed."""

from config.settings.values import Section


class Documents(Section):
    """Files of TrueType Chinese fonts for text and heads of PDF; empty looks in the places where systems keep them."""

    font: str = ""
    heads_font: str = ""
