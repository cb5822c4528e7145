"""Alembic environment of the conversation store; the connection is given by `courant.conversations.migrate`."""

from alembic import context

from courant.conversations.migrate import VERSION_TABLE
from courant.conversations.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
