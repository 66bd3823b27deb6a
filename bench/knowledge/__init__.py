"""How fast knowledge is found while somebody types, in a base of thousands of articles."""
