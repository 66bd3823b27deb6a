"""Alembic's entry: migrations run on the connection that `ticketing.migrating` gives, within its transaction."""

from alembic import context

from ticketing.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
