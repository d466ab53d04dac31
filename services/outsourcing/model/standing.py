"""Whether a social organisation may propose: all that is asked of it, in one place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.outsourcing.model.bans import Ban
from services.outsourcing.model.known import Organisation
from services.outsourcing.model.profiles import Profile
from services.outsourcing.model.qualifications import Qualification
from shared.clock import day_of
from shared.messages.outsourcing.profiles import InspectionResult
from shared.messages.outsourcing.terms import Eligibility

# By when the inspection of the year before is due: until then one that isn't recorded yet is no fault.
INSPECTED_BY_MONTH = 7


@dataclass(frozen=True)
class Standing:
    """
    What is known of an organisation when it proposes.

    inspections: year to how its inspection ended. ban: the one that stands, if any.
    """

    organisation: Organisation
    profile: Profile
    qualification: Qualification
    inspections: Mapping[int, InspectionResult]
    ban: Ban | None

    def faults(self, eligibility: Eligibility, now: datetime) -> Iterator[str]:
        """The codes of what stands against it, the gravest first; none where it may propose."""
        if not self.organisation.is_open:
            yield "organisation.closed"
        if self.ban is not None and self.ban.stands_at(now):
            yield "organisation.banned"
        if not self.qualification.stands_at(now):
            yield "organisation.not_qualified"
        if eligibility.kinds and self.profile.kind not in eligibility.kinds:
            yield "organisation.kind_not_eligible"
        if eligibility.rating_min is not None and (self.profile.rating_at(now) or 0) < eligibility.rating_min:
            yield "organisation.rating_too_low"
        if not self._has_passed(eligibility, now):
            yield "organisation.inspections_missing"

    def _has_passed(self, eligibility: Eligibility, now: datetime) -> bool:
        """Year for year without a break, back from the last one that is recorded or has to be."""
        good = {"passed", "basically_passed"} if eligibility.takes_basically_passed else {"passed"}
        last = day_of(now).year - 1
        if last not in self.inspections and day_of(now).month < INSPECTED_BY_MONTH:
            last -= 1
        return all(self.inspections.get(last - back) in good for back in range(eligibility.inspections_passed))
