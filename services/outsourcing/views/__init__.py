"""Answers to queries; nothing is changed here. Each module says its own at its end."""

from collections.abc import Mapping

from services.outsourcing.views import (
    awards,
    budgets,
    calls,
    objections,
    personal_data,
    profiles,
    projects,
    proposals,
    reviews,
)
from shared.messages.declare import Query
from shared.service import Handler

QUERIES: Mapping[type[Query], Handler] = {
    **awards.QUERIES,
    **budgets.QUERIES,
    **calls.QUERIES,
    **objections.QUERIES,
    **personal_data.QUERIES,
    **profiles.QUERIES,
    **projects.QUERIES,
    **proposals.QUERIES,
    **reviews.QUERIES,
}
