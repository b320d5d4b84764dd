"""The tables of meetings, apart from those of other services."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from shared.chassis import database


class Table(database.Table):
    """Base of every table of this service."""

    __abstract__ = True
    metadata = MetaData()
    registry = registry(metadata=metadata, type_annotation_map=database.Table.type_annotation_map)
