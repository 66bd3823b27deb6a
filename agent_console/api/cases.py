"""The case library, and clusters that a root cause closes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from agent_console.api.meetings import VersionedTextIn, VersionIn
from agent_console.faults import errors
from agent_console.signed_in import JointHandler, TicketReader
from agent_console.transaction import Ports, Reading, Uow
from ticketing.cases import clusters
from ticketing.cases import service as cases
from ticketing.cases.schemas import (
    CaseClusterIn,
    CaseClusterOut,
    CaseClusterPage,
    CaseIn,
    CaseOut,
    CasePage,
    CaseState,
    CaseText,
    CaseVersionIn,
    RootCauseIn,
)
from ticketing.documents.schemas import DocumentOut
from ticketing.tickets.actor import actor_of

router = APIRouter(prefix="/api/cases", tags=["cases"])
clusters_router = APIRouter(prefix="/api/clusters", tags=["cases"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("", responses=errors(401, 403, 422))
def search_cases(
    uow: Reading,
    me: TicketReader,
    q: Annotated[str, Query(max_length=100)] = "",
    state: CaseState | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> CasePage:
    """Those that have every part of ``q``, newest first; drafts only for those who write them."""
    return cases.search(uow, q, actor=actor_of(me), state=state, before=before, limit=limit)


@router.post("", status_code=201, responses=errors(401, 403, 404, 422))
def write_case(body: CaseIn, ports: Ports, uow: Uow, me: JointHandler) -> CaseOut:
    """Phones, ID and card numbers are masked as it is written."""
    return cases.write(uow, body, actor=actor_of(me), at=ports.now())


@router.get("/{case_id}", responses=errors(401, 403, 404))
def read_case(case_id: str, uow: Reading, me: TicketReader) -> CaseOut:
    return cases.get(uow, case_id, actor=actor_of(me))


@router.get("/{case_id}/versions", responses=errors(401, 403, 404))
def list_versions(case_id: str, uow: Reading, me: JointHandler) -> tuple[CaseText, ...]:
    return cases.versions(uow, case_id, actor=actor_of(me))


@router.post("/{case_id}/versions", status_code=201, responses=errors(401, 403, 404, 409, 422))
def revise_case(case_id: str, body: CaseVersionIn, ports: Ports, uow: Uow, me: JointHandler) -> CaseOut:
    """What is published stays until the new version is published."""
    return cases.revise(uow, case_id, body, actor=actor_of(me), at=ports.now())


@router.post("/{case_id}/publish", responses=errors(401, 403, 404, 409, 422))
def publish_case(case_id: str, body: VersionIn, ports: Ports, uow: Uow, me: JointHandler) -> CaseOut:
    return cases.publish(uow, case_id, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{case_id}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw_case(case_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> CaseOut:
    return cases.withdraw(uow, case_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{case_id}/bulletin", status_code=201, responses=errors(401, 403, 404, 422))
def issue_bulletin(case_id: str, ports: Ports, uow: Uow, me: JointHandler) -> DocumentOut:
    """The published version as a numbered case bulletin."""
    return cases.bulletin(uow, case_id, actor=actor_of(me), at=ports.now())


@clusters_router.get("", responses=errors(401, 403, 422))
def list_clusters(
    uow: Reading,
    me: JointHandler,
    state: Literal["open", "closed"] | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> CaseClusterPage:
    """Newest first; units see their own."""
    return clusters.list_clusters(uow, actor=actor_of(me), state=state, before=before, limit=limit)


@clusters_router.post("", status_code=201, responses=errors(401, 403, 404, 422))
def gather_cluster(body: CaseClusterIn, ports: Ports, uow: Uow, me: JointHandler) -> CaseClusterOut:
    """Tickets of one category taken together, under the unit that is to find out why."""
    return clusters.gather(uow, body, actor=actor_of(me), at=ports.now())


@clusters_router.get("/{cluster_id}", responses=errors(401, 403, 404))
def read_cluster(cluster_id: str, uow: Reading, me: JointHandler) -> CaseClusterOut:
    return clusters.get(uow, cluster_id, actor=actor_of(me))


@clusters_router.post("/{cluster_id}/close", responses=errors(401, 403, 404, 409, 422))
def close_cluster(cluster_id: str, body: RootCauseIn, ports: Ports, uow: Uow, me: JointHandler) -> CaseClusterOut:
    """The root-cause note (举一反三); 409 that names tickets which are not over."""
    return clusters.close(uow, cluster_id, body, actor=actor_of(me), at=ports.now())


@clusters_router.post("/{cluster_id}/reopen", responses=errors(401, 403, 404, 409, 422))
def reopen_cluster(cluster_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> CaseClusterOut:
    return clusters.reopen(uow, cluster_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())
