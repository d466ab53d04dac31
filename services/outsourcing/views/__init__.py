"""Answers to queries; nothing is changed here. Each module says its own at its end."""

from collections.abc import Mapping

from services.outsourcing.views import calls, projects, releases
from shared.messages.declare import Query
from shared.service import Handler

QUERIES: Mapping[type[Query], Handler] = {**calls.QUERIES, **projects.QUERIES, **releases.QUERIES}
