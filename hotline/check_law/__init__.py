"""Every number of the law, out of the product's own code, from rows that its own commands wrote.

`hotline check-law` makes a private database, lives through what each figure is about (59 duty sessions with 1,184 calls, a
fund with a draw, eleven callers of one matter) and compares what the product then says with what is published. A city can run
it on its own machine, on SQLite or on an empty PostgreSQL, before it believes any figure.
"""
