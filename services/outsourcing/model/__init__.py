"""
The state of what outsourcing keeps, and the rules by which it changes.

Each module has what its name says; they are imported here so that the metadata knows all tables.
"""

from services.outsourcing.model import call_parts, calls, enquiries, known, projects, releases
from services.outsourcing.model.base import Base

__all__ = ["Base", "call_parts", "calls", "enquiries", "known", "projects", "releases"]
