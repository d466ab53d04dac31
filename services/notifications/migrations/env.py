"""The tables of notifications."""

from services.notifications.model import Base
from shared.migrate import run

run(Base.metadata)
