"""REST under `/api`: routers that translate between HTTP and the services of `ticketing`, and decide nothing."""
