"""The same matter in many tickets: who reported it, when it is repeated or a group's, and whom that is told once."""
