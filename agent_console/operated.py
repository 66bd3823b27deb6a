"""The node behind an operator's pages, and the names of the files that it gives."""

from urllib.parse import quote

from agent_console.node import Node
from agent_console.ports import ConsolePorts
from config.errors import Unavailable


def node_of(ports: ConsolePorts) -> Node:
    """Unavailable where the console runs without one."""
    if ports.node is None:
        raise Unavailable("这个服务不能在页面上管理。", "请联系技术人员。")
    return ports.node


def named_file(name: str) -> str:
    """``Content-Disposition`` of a download with a Chinese name (RFC 6266, RFC 8187)."""
    return f"attachment; filename*=UTF-8''{quote(name)}"
