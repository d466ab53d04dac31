"""The board's own history."""

from gateway.board.model import Base
from shared.migrate import run

run(Base.metadata)
