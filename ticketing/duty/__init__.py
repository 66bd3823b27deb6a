"""Leaders' duty sessions (领导带班接听) and the on-the-spot answer rate (在线解答率)."""
