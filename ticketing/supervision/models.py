"""Tables: supervision (督办): the ladder from urging to transfer, the pool, repeats, warnings, look-back."""
