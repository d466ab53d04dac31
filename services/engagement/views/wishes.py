"""Answers on wishes."""

from services.engagement.repository import EngagementUnitOfWork
from services.engagement.schemas import wish_shape
from shared.messages import engagement as messages


def show_wish(query: messages.ShowWish, uow: EngagementUnitOfWork) -> messages.Wish:
    """
    Raises:
        NotFound: `wish.unknown`.
    """
    return wish_shape(uow.wishes.get(query.wish_id))
