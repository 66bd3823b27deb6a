"""What callers hear, for administrators: listen, replace by a file or by typed text, go back."""

import base64
import binascii
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from agent_console.faults import errors
from agent_console.large_body import described, large
from agent_console.node import Node, Sound
from agent_console.operated import node_of
from agent_console.ports import ConsolePorts
from agent_console.signed_in import Admin
from agent_console.transaction import Ports, Reading, in_reading, in_unit
from config.errors import BadInput, NotFound
from ticketing.operation import prompts
from ticketing.operation.prompts import NewSound
from ticketing.operation.schemas import PromptChange, PromptHistory, PromptUseIn, PromptVersion
from ticketing.people.repository import SYSTEM
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/prompts")
WAV = "audio/wav"


class PromptOut(Schema):
    """``greeting``: every caller hears it first. ``changed``: who put what is heard into force, and when."""

    name: str
    text: str
    kind: Literal["sentence", "piece", "music", "tone"]
    source: Literal["page", "custom", "made", "missing"]
    greeting: bool
    changed: PromptChange | None


class PromptsOut(Schema):
    """``speaks``: whether typed text can be spoken here."""

    version: int
    speaks: bool
    prompts: tuple[PromptOut, ...]


class PromptFileIn(Schema):
    """A WAV in base64."""

    file: str = Field(max_length=200)
    content: str = Field(max_length=42_000_000)


class PromptTextIn(Schema):
    text: str = Field(min_length=1, max_length=300)


@router.get("", responses=errors(401, 403))
async def list_prompts(ports: Ports, me: Admin) -> PromptsOut:
    """All that callers may hear, in the catalogue's order."""
    node = node_of(ports)
    found = await run_in_threadpool(node.prompts)
    changes = await in_reading(ports, prompts.last_changes)
    shown = tuple(
        PromptOut(
            name=one.name, text=one.text, kind=one.kind, source=one.source, greeting=one.greeting, changed=changes.get(one.name)
        )
        for one in found
    )
    version = await in_reading(ports, prompts.version)
    return PromptsOut(version=version, speaks=node.speaks, prompts=shown)


@router.get("/{name}", responses=errors(401, 403, 404))
def read_prompt(name: str, uow: Reading, ports: Ports, me: Admin) -> PromptHistory:
    """Its versions, and which of them was heard since when."""
    _known(node_of(ports), name)
    return prompts.history(uow, name)


@router.get("/{name}/sound", responses=errors(401, 403, 404), response_class=Response)
def read_prompt_sound(
    name: str, uow: Reading, ports: Ports, me: Admin, version: Annotated[str, Query(max_length=64)] = "heard"
) -> Response:
    """``audio/wav``: what callers hear (``heard``), what came with the system (``made``), or a version by its id."""
    node = node_of(ports)
    _known(node, name)
    if version in ("heard", "made"):
        sound = node.prompt_sound(name) if version == "heard" else node.made_sound(name)
        if sound is None:
            raise NotFound("这条提示音还没有声音，来电人会听到提示声。", "请上传 WAV 或输入文字合成。")
    else:
        sound = prompts.sound_of(uow, name, version)
    return Response(sound, media_type=WAV, headers={"Cache-Control": "no-store"})


@router.post("/{name}/upload", responses=errors(401, 403, 404, 413, 422), openapi_extra=described(PromptFileIn))
async def upload_prompt(name: str, ports: Ports, me: Admin, body: Annotated[PromptFileIn, large(PromptFileIn)]) -> PromptVersion:
    """A version out of a WAV of any usual kind; nobody hears it until it is put into force."""
    node = node_of(ports)
    _known(node, name)
    try:
        content = base64.b64decode(body.content, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput("文件没有传完整。", "请重新选择文件。") from None
    sound = await run_in_threadpool(node.sound, content)
    return await _keep(ports, node, _new(name, "uploaded", sound, file=body.file), me.id)


@router.post("/{name}/speak", responses=errors(401, 403, 404, 422, 503))
async def speak_prompt(name: str, body: PromptTextIn, ports: Ports, me: Admin) -> PromptVersion:
    """A version out of typed text, spoken by the synthesis; nobody hears it until it is put into force."""
    node = node_of(ports)
    _known(node, name)
    sound = await node.speak(body.text)
    return await _keep(ports, node, _new(name, "spoken", sound, text=body.text.strip()), me.id)


@router.post("/{name}/use", responses=errors(401, 403, 404, 409, 422))
async def use_prompt(name: str, body: PromptUseIn, ports: Ports, me: Admin) -> PromptHistory:
    """Callers hear this version from their next prompt on; without one, what came with the system."""
    node = node_of(ports)
    _known(node, name)
    await in_unit(
        ports,
        lambda uow: prompts.use(uow, name, body.version_id, base=body.base, by=me.id, at=ports.now(), reason=body.reason),
    )
    await node.take_up()
    return await in_reading(ports, lambda uow: prompts.history(uow, name))


def _new(name: str, how: prompts.HowMade, sound: Sound, *, text: str = "", file: str = "") -> NewSound:
    return NewSound(name=name, how=how, sound=sound.wav, seconds=sound.seconds, text=text, file=file)


async def _keep(ports: ConsolePorts, node: Node, new: NewSound, by: str) -> PromptVersion:
    """Before the first version a sound that somebody put there by hand becomes one, so that it is never lost."""
    found = await run_in_threadpool(_by_hand, node, new.name)

    def keep(uow: UnitOfWork) -> PromptVersion:
        if found is not None and not prompts.has_versions(uow, new.name):
            prompts.keep(uow, found, by=SYSTEM, at=ports.now())
        return prompts.keep(uow, new, by=by, at=ports.now())

    return await in_unit(ports, keep)


def _by_hand(node: Node, name: str) -> NewSound | None:
    custom = any(one.name == name and one.source == "custom" for one in node.prompts())
    content = node.prompt_sound(name) if custom else None
    return _new(name, "found", node.sound(content)) if content else None


def _known(node: Node, name: str) -> None:
    if all(one.name != name for one in node.prompts()):
        raise NotFound("没有这条提示音。", "请刷新后重新选择。")
