"""Answers to queries; nothing is changed here. Each module says its own at its end."""

from collections.abc import Mapping

from services.evaluation.views import invitations, surveys
from shared.messages.declare import Query
from shared.service import Handler

QUERIES: Mapping[type[Query], Handler] = {**invitations.QUERIES, **surveys.QUERIES}
