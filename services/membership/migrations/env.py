"""Membership's own tables."""

from services.membership.model import Base
from shared.migrate import run

run(Base.metadata)
