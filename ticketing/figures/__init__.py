"""Call-centre figures: rates with numerator, denominator and the definition of their base."""
