"""The base of this service's tables."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from shared.chassis import database


class Table(database.Table):
    """A table of the schema `members`."""

    __abstract__ = True
    metadata = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "pk": "%(table_name)s_pkey",
        }
    )
    registry = registry(metadata=metadata, type_annotation_map=database.Table.type_annotation_map)
