"""What is known of one contracting process, gathered once; the sections of a release are made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from services.outsourcing.model.awards import Award
from services.outsourcing.model.call_parts import CallAmendment
from services.outsourcing.model.calls import Call
from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.model.known import Community, Department, Organisation
from services.outsourcing.model.milestones import Milestone
from services.outsourcing.model.payments import ClawBack, FinalEvaluation, Payment
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


class Amended(NamedTuple):
    """What was changed of a call or a contract by an amendment, why, and since when. changed: in words, or nothing."""

    id: str
    amended_at: datetime
    reason: str | None
    changed: str = ""


@dataclass(frozen=True)
class Awarded:
    """An award. suppliers: the organisation that has proposed, then its partners."""

    award: Award
    suppliers: Sequence[Organisation]


@dataclass(frozen=True)
class CarriedOut:
    """
    A contract that both sides have signed, and what has become of it.

    milestones: all that there ever were, in their order. payments: those that were made. claw_backs: by payment.
    """

    contract: Contract
    contractor: Organisation
    amendments: Sequence[Amended]
    milestones: Sequence[Milestone]
    payments: Sequence[Payment]
    claw_backs: Mapping[str, Sequence[ClawBack]]
    evaluation: FinalEvaluation | None


@dataclass(frozen=True)
class Process:
    """
    One call and what follows from it, as it is now.

    first_ocid: of the call that this one calls again. tenderers: who has proposed, once that is public.
    tenderers_count: how many organisations there are in all proposals, partners too; null until they are opened.
    public_url: where the public reads of the projects.
    """

    call: Call
    department: Department | None
    first: Call | None
    first_ocid: str | None
    amendments: Sequence[CallAmendment]
    answered: Sequence[Enquiry]
    projects: Sequence[Project]
    communities: Sequence[Community]
    tenderers_count: int | None = None
    tenderers: Sequence[Organisation] = field(default_factory=tuple)
    awards: Sequence[Awarded] = field(default_factory=tuple)
    contracts: Sequence[CarriedOut] = field(default_factory=tuple)
    public_url: str = ""
