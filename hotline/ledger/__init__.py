"""The ledger: what telephony and recognition say happened, written into `ticketing` by a process of its own.

``client`` runs in the service and never waits; ``worker`` is the process; both know ``facts``, and what each writes.
"""

from hotline.ledger.client import Ledger

__all__ = ["Ledger"]
