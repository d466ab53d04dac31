"""Evaluation as a service."""

from services.evaluation.handlers import COMMANDS, DEADLINES, LOADS, REACTIONS
from services.evaluation.model import Base
from services.evaluation.repository import EvaluationUnitOfWork
from services.evaluation.views import QUERIES
from shared.edge import ServiceEdge
from shared.runtime import ServiceRuntime
from shared.service import Service

EVALUATION = Service(
    name="evaluation",
    unit_of_work=EvaluationUnitOfWork,
    metadata=Base.metadata,
    commands=COMMANDS,
    queries=QUERIES,
    reactions=REACTIONS,
    loads=LOADS,
    deadlines=DEADLINES,
)


class EvaluationService(ServiceEdge):
    """Evaluation's process."""

    name = "evaluation"
    runtime = ServiceRuntime(EVALUATION)
