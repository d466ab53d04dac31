"""Answers to queries; nothing is changed here. Each module says its own at its end."""

from collections.abc import Mapping

from services.outsourcing.views import (
    awards,
    budgets,
    calls,
    contracts,
    milestones,
    objections,
    payments,
    personal_data,
    profiles,
    project_activities,
    projects,
    proposals,
    releases,
    reviews,
)
from shared.messages.declare import Query
from shared.service import Handler

QUERIES: Mapping[type[Query], Handler] = {
    **calls.QUERIES,
    **projects.QUERIES,
    **proposals.QUERIES,
    **budgets.QUERIES,
    **profiles.QUERIES,
    **awards.QUERIES,
    **objections.QUERIES,
    **reviews.QUERIES,
    **project_activities.QUERIES,
    **contracts.QUERIES,
    **milestones.QUERIES,
    **payments.QUERIES,
    **personal_data.QUERIES,
    **releases.QUERIES,
}
