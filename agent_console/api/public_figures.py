"""The figures of leaders' duty sessions for everybody: no account, nobody's name, bounded by address and cached."""

import time
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from agent_console.api.mailbox import address_of
from agent_console.faults import errors
from agent_console.rate import Rate
from agent_console.shared_answers import SharedAnswers
from agent_console.transaction import Ports, in_reading
from config.errors import NotFound
from ticketing.duty import public
from ticketing.duty.public import PublicDutyFigures

router = APIRouter(prefix="/api/public/duty-figures", tags=["public"])


class PublicPage(PublicDutyFigures):
    """``embeddable``: whether other sites may show the page in a frame of theirs."""

    embeddable: bool


@router.get("", responses=errors(404, 422, 429))
async def read_public_figures(
    request: Request,
    response: Response,
    ports: Ports,
    year: Annotated[int | None, Query(ge=public.EARLIEST_YEAR, le=9999)] = None,
    until: date | None = None,
) -> PublicPage:
    """The present year; a whole earlier ``year``; or up to the end of the day ``until``. 404 where the city shows none."""
    rules = ports.settings.law.leading
    if not rules.public:
        raise NotFound("本市没有公开带班接听数据。", "请拨打12345咨询。")
    rate: Rate = request.app.state.public_duty_rate
    rate.take(address_of(request), time.monotonic())
    answers: SharedAnswers[PublicPage] = request.app.state.public_duty_answers
    page = answers.known((year, until), time.monotonic())
    if page is None:
        found = await in_reading(ports, lambda uow: public.figures(uow, ports.now(), year=year, until=until))
        fresh = PublicPage(**dict(found), embeddable=bool(rules.embed_from))
        page = answers.keep((year, until), time.monotonic(), fresh)
    response.headers["Cache-Control"] = f"public, max-age={rules.public_cache_s:.0f}"
    return page
