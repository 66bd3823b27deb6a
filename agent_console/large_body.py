"""Bodies larger than a form: read only once it is known who sends them, so that strangers cannot fill the memory."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

Body = TypeVar("Body", bound=BaseModel)


def large(model: type[Body]) -> Any:
    """A dependency that reads the body as ``model``; put it after the one that says who asks."""
    return Depends(_reader(model))


def described(model: type[BaseModel]) -> dict[str, Any]:
    """``openapi_extra`` of such an endpoint: the body's schema in full, since no parameter of it says so."""
    schema = model.model_json_schema()
    flat = _inlined(schema, schema.pop("$defs", {}))
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": flat}}}}


def _reader(model: type[Body]) -> Callable[[Request], Awaitable[Body]]:
    async def read(request: Request) -> Body:
        try:
            return model.model_validate_json(await request.body())
        except ValidationError as error:
            raise RequestValidationError(error.errors(include_url=False, include_context=False, include_input=False)) from None

    return read


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, dict):
        if "$ref" in node:
            return _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
        return {key: _inlined(value, definitions) for key, value in node.items()}
    return [_inlined(item, definitions) for item in node] if isinstance(node, list) else node
