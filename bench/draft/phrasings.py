"""Urgent phrasings and near misses, one a line: does the banner come up?"""

from bench.telephony.figures import Figure


def phrasing_figures() -> list[Figure]:
    return []
