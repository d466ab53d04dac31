"""What the tables of engagement are declared on."""

import shared.db
from shared.db import new_metadata


class Base(shared.db.Base):
    __abstract__ = True
    metadata = new_metadata()
