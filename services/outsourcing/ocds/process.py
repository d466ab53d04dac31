"""What is known of one contracting process, gathered once; the sections of a release are made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.outsourcing.model.call_parts import CallAmendment
from services.outsourcing.model.calls import Call
from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.model.known import Community, Department, Organisation
from services.outsourcing.model.projects import Project


@dataclass(frozen=True)
class Stamp:
    """Which release it is. previous: all that the one before said; nothing for the first."""

    ocid: str
    sequence: int
    released_at: datetime
    previous: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.ocid}-{self.sequence}"


@dataclass(frozen=True)
class Process:
    """
    One call and what follows from it, as it is now.

    first_ocid: of the call that this one calls again. tenderers: who has proposed, once that is public.
    """

    call: Call
    department: Department | None
    first: Call | None
    first_ocid: str | None
    amendments: Sequence[CallAmendment]
    answered: Sequence[Enquiry]
    projects: Sequence[Project]
    communities: Sequence[Community]
    tenderers: Sequence[Organisation] = field(default_factory=tuple)
