"""The floor as it was: any moment of a past day, from the ledgers that were written then."""
