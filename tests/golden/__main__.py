"""Writes what is declared now as what is agreed: `python -m tests.golden`. Read the difference before you commit it."""

from tests.golden import write

write()
