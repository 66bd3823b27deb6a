"""What happened, for those outside: rows written with the change, handed on after the commit."""
