"""Reading what engagement keeps, confined to one tenant."""

from services.engagement.repository.unit_of_work import (
    EngagementUnitOfWork,
)

__all__ = ["EngagementUnitOfWork"]
