"""What supervisors order on the floor: an append-only ledger, and the lines that stand on the desks concerned."""
