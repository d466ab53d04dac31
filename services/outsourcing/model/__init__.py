"""
The state of what outsourcing keeps, and the rules by which it changes.

Each module has what its name says; they are imported here so that the metadata knows all tables.
"""

from services.outsourcing.model import known, project_activities, project_runners, projects
from services.outsourcing.model.base import Base

__all__ = ["Base", "known", "project_activities", "project_runners", "projects"]
