"""Membership as a service."""

from services.membership.handlers import COMMANDS, DEADLINES, REACTIONS, REACTIONS_TO_MANY
from services.membership.handlers.repeats import check_repeat
from services.membership.model import Base
from services.membership.repository import MembershipUnitOfWork
from services.membership.views import QUERIES
from shared.edge import ServiceEdge
from shared.runtime import ServiceRuntime
from shared.service import Service

MEMBERSHIP = Service(
    name="membership",
    unit_of_work=MembershipUnitOfWork,
    metadata=Base.metadata,
    commands=COMMANDS,
    queries=QUERIES,
    reactions=REACTIONS,
    reactions_to_many=REACTIONS_TO_MANY,
    deadlines=DEADLINES,
    check_repeat=check_repeat,
)


class MembershipService(ServiceEdge):
    """Membership's process."""

    name = "membership"
    runtime = ServiceRuntime(MEMBERSHIP)
