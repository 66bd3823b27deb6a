"""One unit of work for one request or command, committed once, before the answer leaves.

Endpoints are plain functions in worker threads: the dependency's scope ``function`` ends with the endpoint, so that a
failing commit still becomes an error answer. WebSocket commands and endpoints that also move the phone (which lives
on the loop's thread) use `in_unit` and go on after the commit.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from agent_console.ports import ConsolePorts
from ticketing.uow import UnitOfWork

T = TypeVar("T")
WRITERS = 6
"""Requests that write at the same time; more wait their turn in order, and hold neither a thread nor a connection."""
PASSWORD_CHECKS = 4
"""Passwords compared at the same time: each takes a processor for a moment, and 64 MiB."""


def ports_of(connection: HTTPConnection) -> ConsolePorts:
    """The ports that the application was made with."""
    ports: ConsolePorts = connection.app.state.ports
    return ports


Ports = Annotated[ConsolePorts, Depends(ports_of)]


async def _unit(request: Request, ports: Ports) -> AsyncIterator[UnitOfWork]:
    turns: asyncio.Semaphore = request.app.state.writers
    async with turns, contextmanager_in_threadpool(ports.unit_of_work()) as uow:
        yield uow


def _reading(ports: Ports) -> Iterator[UnitOfWork]:
    with ports.read_unit() as uow:
        yield uow


Uow = Annotated[UnitOfWork, Depends(_unit, scope="function")]
Reading = Annotated[UnitOfWork, Depends(_reading, scope="function")]


async def in_unit(ports: ConsolePorts, work: Callable[[UnitOfWork], T]) -> T:
    """Run ``work`` in a worker thread within a unit of work of its own; committed when this returns."""
    return await run_in_threadpool(_within, ports.unit_of_work, work)


async def in_reading(ports: ConsolePorts, work: Callable[[UnitOfWork], T]) -> T:
    """The same in a unit that only reads."""
    return await run_in_threadpool(_within, ports.read_unit, work)


def _within(unit: Callable[[], AbstractContextManager[UnitOfWork]], work: Callable[[UnitOfWork], T]) -> T:
    with unit() as uow:
        return work(uow)
