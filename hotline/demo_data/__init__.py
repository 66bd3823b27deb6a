"""A trial installation filled for somebody's first look: weeks of a city's tickets, lived through in minutes.

Everything is done by the services' own commands, at the hands of people who may give them and at times that go forward, with
the law's rounds in between; so each row obeys the law as in a real house, and every page has something to show.
"""
