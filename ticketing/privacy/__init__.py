"""What must not be seen by those who need no more (domain: privacy and law)."""
