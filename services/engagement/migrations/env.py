"""The tables of engagement."""

from services.engagement.model import Base
from shared.migrate import run

run(Base.metadata)
