"""The tables of evaluation."""

from services.evaluation.model import Base
from shared.migrate import run

run(Base.metadata)
