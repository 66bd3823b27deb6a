"""Other platforms: their keys, the matters they hand in, and the signed messages back to them."""
