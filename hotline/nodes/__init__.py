"""Several nodes as one house: what each says of its floor, whom an order must go to, and what it answers."""
