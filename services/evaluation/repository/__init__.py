"""Reading what evaluation keeps, confined to one tenant."""

from services.evaluation.repository.unit_of_work import EvaluationUnitOfWork

__all__ = ["EvaluationUnitOfWork"]
