"""The declarative base of evaluation's tables."""

import shared.db
from shared.db import new_metadata


class Base(shared.db.Base):
    __abstract__ = True
    metadata = new_metadata()
