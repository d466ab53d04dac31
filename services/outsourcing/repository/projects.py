"""The tenant's projects."""

from services.outsourcing.model.projects import Project
from services.outsourcing.repository.rows import Rows


class Projects(Rows[Project]):
    kind = Project
    unknown = "project.unknown"
