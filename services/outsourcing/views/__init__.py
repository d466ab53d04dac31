"""Answers to queries; nothing is changed here. Each module says its own at its end."""

from collections.abc import Mapping

from services.outsourcing.views import budgets, calls, profiles, projects, proposals
from shared.messages.declare import Query
from shared.service import Handler

QUERIES: Mapping[type[Query], Handler] = {
    **budgets.QUERIES,
    **calls.QUERIES,
    **profiles.QUERIES,
    **projects.QUERIES,
    **proposals.QUERIES,
}
