"""The board's process edge: consumes `board.events` beside the gateway."""

from gateway.board.model import Base
from gateway.board.projection import EFFECTS, project
from shared.edge import ServiceEdge
from shared.runtime import ServiceRuntime
from shared.service import Service
from shared.unit_of_work import UnitOfWork

BOARD = Service(
    name="board",
    unit_of_work=UnitOfWork,
    metadata=Base.metadata,
    reaction_to_batch=project,
    listens_to=frozenset(EFFECTS),
)


class BoardProjector(ServiceEdge):
    """Keeps the board up with what happens; of several gateway processes one at a time does it."""

    name = "board"
    runtime = ServiceRuntime(BOARD)
