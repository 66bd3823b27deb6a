"""How many agents a day needs: the own history of a weekday, and what-if by Erlang C or A."""
