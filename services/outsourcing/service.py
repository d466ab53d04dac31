"""Outsourcing as a service."""

from services.outsourcing.handlers import COMMANDS, DEADLINES, LOADS, REACTIONS, REACTIONS_TO_MANY
from services.outsourcing.model import Base
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.views import QUERIES
from shared.edge import ServiceEdge
from shared.runtime import ServiceRuntime
from shared.service import Service

OUTSOURCING = Service(
    name="outsourcing",
    unit_of_work=OutsourcingUnitOfWork,
    metadata=Base.metadata,
    commands=COMMANDS,
    queries=QUERIES,
    reactions=REACTIONS,
    reactions_to_many=REACTIONS_TO_MANY,
    loads=LOADS,
    deadlines=DEADLINES,
)


class OutsourcingService(ServiceEdge):
    """Outsourcing's process."""

    name = "outsourcing"
    runtime = ServiceRuntime(OUTSOURCING)
