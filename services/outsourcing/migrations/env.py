"""Outsourcing's own tables."""

from services.outsourcing.model import Base
from shared.migrate import run

run(Base.metadata)
