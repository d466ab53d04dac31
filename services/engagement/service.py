"""Engagement as a service."""

from services.engagement.handlers import COMMANDS, DEADLINES, LOADS, REACTIONS, REACTIONS_TO_MANY
from services.engagement.model import Base
from services.engagement.repository import EngagementUnitOfWork
from services.engagement.views import QUERIES
from shared.edge import ServiceEdge
from shared.runtime import ServiceRuntime
from shared.service import Service

ENGAGEMENT = Service(
    name="engagement",
    unit_of_work=EngagementUnitOfWork,
    metadata=Base.metadata,
    commands=COMMANDS,
    queries=QUERIES,
    reactions=REACTIONS,
    reactions_to_many=REACTIONS_TO_MANY,
    loads=LOADS,
    deadlines=DEADLINES,
)


class EngagementService(ServiceEdge):
    """Engagement's process."""

    name = "engagement"
    runtime = ServiceRuntime(ENGAGEMENT)
