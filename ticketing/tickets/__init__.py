"""Tickets (工单): one table of states, append-only history, numbers and deadlines."""
