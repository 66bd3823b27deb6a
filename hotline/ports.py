"""Addresses and free ports of this machine."""

import socket

from config.errors import BadSetting, Unavailable

RTP_SPAN = 400
LAST_PORT = 60_000


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def require_own_address(setting: str, host: str) -> None:
    """BadSetting where ``host`` is no address of this machine, before a call finds it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError as error:
            raise BadSetting(
                setting, f"{host} cannot be bound: {error.strerror}.", "Write an address of this machine, such as 127.0.0.1."
            ) from None


def require_free_port(setting: str, host: str, port: int, kind: socket.SocketKind) -> None:
    """BadSetting where the port is taken or not ours to take, before anything is loaded."""
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadSetting(
                setting,
                f"cannot listen on {host}:{port} ({error.strerror}).",
                f"Stop the program that has the port, or set HOTLINE_{setting.upper().replace('.', '__')} to another.",
            ) from None


def free_rtp_range(start: int) -> tuple[int, int]:
    """An even-started range of `RTP_SPAN` ports whose first pair can be bound now."""
    for first in range(start, LAST_PORT, RTP_SPAN):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", first))
            except OSError:
                continue
            return first, first + RTP_SPAN - 1
    raise Unavailable("No free range of RTP ports on this machine.", "Stop other instances.")
