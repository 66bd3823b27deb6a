"""The aid ledger of five-party linkage: persons helped, money, jobs."""
