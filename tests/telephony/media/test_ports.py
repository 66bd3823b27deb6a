"""Ports for legs: even, in pairs, never twice."""

import socket

import pytest

from config.errors import Unavailable
from telephony.media.ports import PortPool

HOST = "127.0.0.1"


def _free_base(pairs: int) -> int:
    """An odd port above which some are probably free."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        return min(int(probe.getsockname()[1]) | 1, 60_001) - 2 * pairs


def test_each_leg_gets_an_even_port_and_the_odd_one_above() -> None:
    base = _free_base(20)
    pool = PortPool(HOST, base, base + 40)
    port, rtp, rtcp = pool.bind()
    assert port % 2 == 0
    assert (rtp.getsockname()[1], rtcp.getsockname()[1]) == (port, port + 1)
    rtp.close()
    rtcp.close()


def test_a_port_that_another_program_holds_is_passed_over() -> None:
    base = _free_base(40)
    first, second = PortPool(HOST, base, base + 80), PortPool(HOST, base, base + 80)
    taken = [pool.bind() for _ in range(5) for pool in (first, second)]
    ports = [port for port, _, _ in taken]
    assert len(set(ports)) == 10
    for _, rtp, rtcp in taken:
        rtp.close()
        rtcp.close()


def test_without_a_free_port_there_is_a_sentence_with_the_setting() -> None:
    with pytest.raises(Unavailable, match=r"40001.*media\.rtp_ports"):
        PortPool(HOST, 40_001, 40_002).bind()


def test_a_released_port_is_used_last() -> None:
    base = _free_base(20)
    pool = PortPool(HOST, base, base + 40)
    port, *sockets = pool.bind()
    for one in sockets:
        one.close()
    pool.release(port)
    again, *sockets = pool.bind()
    for one in sockets:
        one.close()
    assert again != port
