"""Whose task it is, what became of it in which conversation, and since when a customer is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.String(32)


def upgrade() -> None:
    """Add the columns and the table; tasks and identities of before stay where they are."""
    with op.batch_alter_table("conversation_task") as task:
        task.add_column(sa.Column("run", ID))
        task.add_column(sa.Column("customer", sa.String(64)))
        task.add_column(sa.Column("level", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_conversation_task_customer", "conversation_task", ["customer"])
    with op.batch_alter_table("conversation_identity") as identity:
        identity.add_column(sa.Column("since", sa.DateTime))
    op.create_index("ix_conversation_identity_customer", "conversation_identity", ["customer"])
    with op.batch_alter_table("conversation_file") as file:
        file.add_column(sa.Column("also_in", ID))
    op.create_table(
        "conversation_task_mark",
        sa.Column("conversation", ID, sa.ForeignKey("conversation.id"), primary_key=True),
        sa.Column("run", ID, primary_key=True),
        sa.Column("mark", sa.String(16), primary_key=True),
        sa.Column("moved_to", ID),
    )


def downgrade() -> None:
    """Drop them; a task that moved is no longer known to the conversation that it left."""
    op.drop_table("conversation_task_mark")
    with op.batch_alter_table("conversation_file") as file:
        file.drop_column("also_in")
    op.drop_index("ix_conversation_identity_customer", "conversation_identity")
    with op.batch_alter_table("conversation_identity") as identity:
        identity.drop_column("since")
    op.drop_index("ix_conversation_task_customer", "conversation_task")
    with op.batch_alter_table("conversation_task") as task:
        for name in ("run", "customer", "level"):
            task.drop_column(name)
