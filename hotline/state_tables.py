"""Every state table of the house with its title and where it stands, for `docs/states.md`."""

from collections.abc import Mapping, Sequence
from typing import Any

from telephony.calls.state import TRANSITIONS as CALL
from telephony.conversation.party import TRANSITIONS as PARTY
from telephony.queues.agents import TRANSITIONS as AGENT
from telephony.sip.leg_states import TRANSITIONS as SIP_LEG
from telephony.sip.offers import TRANSITIONS as OFFERS
from telephony.sip.referral import ASKED, ASKING
from telephony.sip.registration import TRANSITIONS as REGISTRATION
from telephony.sip.session_timer import TRANSITIONS as SESSION_TIMER
from telephony.sip.transactions import TRANSITIONS as TRANSACTIONS
from telephony.sip.trunks import TRANSITIONS as TRUNK
from ticketing.cases.states import CASES, CLUSTERS
from ticketing.conditional.rules import TRANSITIONS as CONDITIONAL
from ticketing.deliberation.levels import MATTERS, SITTINGS
from ticketing.disputes.states import TABLE as DISPUTE
from ticketing.exposures.service import TABLE as EXPOSURE
from ticketing.funds.draw_states import TRANSITIONS as DRAW
from ticketing.intake.states import TRANSITIONS as INTAKE
from ticketing.meetings.states import TABLE as MEETING
from ticketing.resolutions.states import TABLE as RESOLUTION
from ticketing.supervision.paper_states import TRANSITIONS as PAPER
from ticketing.tickets.legs import LEG_TRANSITIONS as TICKET_LEG
from ticketing.tickets.states import TRANSITIONS as TICKET

TABLES: Sequence[tuple[str, str, Mapping[tuple[Any, Any], Any]]] = (
    ("A call", "telephony/calls/state.py", CALL),
    ("A third party", "telephony/conversation/party.py", PARTY),
    ("An agent", "telephony/queues/agents.py", AGENT),
    ("A ticket", "ticketing/tickets/states.py", TICKET),
    ("A unit's part in a ticket", "ticketing/tickets/legs.py", TICKET_LEG),
    ("An intake", "ticketing/intake/states.py", INTAKE),
    ("A document of supervision", "ticketing/supervision/paper_states.py", PAPER),
    ("A draw on a fund pool", "ticketing/funds/draw_states.py", DRAW),
    ("An approval whose papers are still to come", "ticketing/conditional/rules.py", CONDITIONAL),
    ("A meeting", "ticketing/meetings/states.py", MEETING.steps),
    ("A resolution", "ticketing/resolutions/states.py", RESOLUTION.steps),
    ("A dispute", "ticketing/disputes/states.py", DISPUTE.steps),
    ("A matter of deliberation", "ticketing/deliberation/levels.py", MATTERS.steps),
    ("A sitting", "ticketing/deliberation/levels.py", SITTINGS.steps),
    ("A media exposure", "ticketing/exposures/service.py", EXPOSURE.steps),
    ("A case", "ticketing/cases/states.py", CASES.steps),
    ("A cluster", "ticketing/cases/states.py", CLUSTERS.steps),
    ("A SIP leg", "telephony/sip/leg_states.py", SIP_LEG),
    ("Offer and answer in a SIP dialog", "telephony/sip/offers.py", OFFERS),
    ("A SIP session timer", "telephony/sip/session_timer.py", SESSION_TIMER),
    ("A transfer that a phone asks of us", "telephony/sip/referral.py", ASKED),
    ("A transfer that we ask of a peer", "telephony/sip/referral.py", ASKING),
    ("A registration", "telephony/sip/registration.py", REGISTRATION),
    ("A trunk", "telephony/sip/trunks.py", TRUNK),
    *(
        (f"A SIP transaction, {kind.replace('_', ' ')}", "telephony/sip/transactions.py", table)
        for kind, table in TRANSACTIONS.items()
    ),
)

# Drawn as pictures too (docs/law): the tables that people of the hotline ask about.
DRAWN: Mapping[str, tuple[str, Mapping[tuple[Any, Any], Any]]] = {
    "ticket": ("工单 ticket", TICKET),
    "ticket_leg": ("承办部分 leg", TICKET_LEG),
    "intake": ("来件 intake", INTAKE),
    "supervision_document": ("督查督办文书 document", PAPER),
    "meeting": ("会议 meeting", MEETING.steps),
    "resolution": ("决议 resolution", RESOLUTION.steps),
    "draw": ("资金申请 draw", DRAW),
    "conditional": ("容缺事项 conditional approval", CONDITIONAL),
}
