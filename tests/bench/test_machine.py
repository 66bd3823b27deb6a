import os

from bench.telephony.machine import Watch, cpu_s, family, jiffies

STAT = "cpu  100 5 20 300 15 0 2 8 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n"


def test_stolen_and_idle_time_come_from_the_first_line_of_proc_stat() -> None:
    found = jiffies(STAT)
    assert (found.total, found.stolen, found.idle) == (450, 8, 315)


def test_a_busy_process_has_used_processor_time() -> None:
    watch = Watch([("me", os.getpid())])
    before = cpu_s(os.getpid())
    while cpu_s(os.getpid()) - before < 0.02:
        pass
    assert watch.used()["me"] > 0


def test_a_process_that_is_gone_used_nothing() -> None:
    assert cpu_s(2**22 + 1) == 0.0


def test_a_process_is_known_by_the_module_that_it_runs() -> None:
    assert os.getpid() in family(os.getpid()).values()
