"""The base of this service's tables."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from shared.chassis import database


class Table(database.Table):
    """A table in the schema `national`."""

    __abstract__ = True
    metadata = MetaData()
    registry = registry(metadata=metadata, type_annotation_map=database.Table.type_annotation_map)
