"""What a node tells of itself for alarms."""

from hotline.alert_readings import figures_of, titles_of
from tests.fakes.phone import RECOGNISER


def test_a_nodes_board_becomes_the_figures_that_alarms_watch() -> None:
    board = {
        "queues": [
            {"name": "general", "title": "综合话务", "waiting": 4, "longest_wait_s": 61.0, "agents_available": 2},
            {"name": "duty:1", "title": "带班", "waiting": 0, "longest_wait_s": 9.0, "agents_available": 0, "duty_session": "1"},
        ],
        "agents": [{"state": "available"}, {"state": "talking"}],
        "registrations": [{"registrar": "pbx", "state": "failed"}, {"registrar": "old", "state": "trying"}],
        "trunks": [{"trunk": "a", "state": "down", "calls": 30}, {"trunk": "b", "state": "up", "calls": 5}],
    }
    found = figures_of(board, RECOGNISER, lambda trunk: {"a": 40, "b": 60}[trunk], 12.5)
    assert found == {
        "queue_waiting": {"general": 4, "duty:1": 0, "": 4},
        "longest_wait": {"general": 61, "duty:1": 0, "": 61},
        "agents_free": {"general": 2, "": 1},
        "trunk_use": {"a": 75, "b": 8.3, "": 35},
        "line_lost": {"pbx": 1, "a": 1, "b": 0},
        "recogniser_step": {"": 0},
        "disk_free": {"": 12.5},
    }
    assert titles_of(board)["general"] == "综合话务"
