"""A hotline's tickets of three years on both databases: worklists, searches, commands and the sweep, at two sizes.

What is loaded is written by the seeder, in bulk, into the tables that the product's own migrations made; what is measured
goes through the product's own services. `python -m bench.tickets --help`.
"""
