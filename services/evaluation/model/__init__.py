"""
The state of what evaluation keeps, and the rules by which it changes.

Each module has what its name says; they are imported here so that the metadata knows all tables.
"""

from services.evaluation.model import invitations, surveys
from services.evaluation.model.base import Base

__all__ = ["Base", "invitations", "surveys"]
