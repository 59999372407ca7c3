"""Runs the migrations over the connection that app.migrations hands in."""

from alembic import context

from app.database import Base
from app.desk import parking  # noqa: F401 - a model that is not imported has no table
from app.leads import models as leads  # noqa: F401
from app.mail import models as mail  # noqa: F401
from app.staff import models as staff  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
