"""The base of this service's tables."""

from sqlalchemy import MetaData

from shared.chassis import database


class Table(database.Table):
    """A table in the schema of surveys."""

    __abstract__ = True
    metadata = MetaData()
