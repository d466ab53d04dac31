"""Reading what outsourcing keeps, confined to one tenant."""

from services.outsourcing.repository.unit_of_work import OutsourcingUnitOfWork

__all__ = ["OutsourcingUnitOfWork"]
