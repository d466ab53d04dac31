"""Answers to queries; nothing is changed here."""

from collections.abc import Mapping

from services.engagement.views.claims import list_claims, show_claim
from services.engagement.views.export import collect_engagement_data
from services.engagement.views.wishes import show_wish
from shared.messages import engagement as messages
from shared.messages.declare import Query
from shared.service import Handler

QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowWish: show_wish,
    messages.ShowClaim: show_claim,
    messages.ListClaims: list_claims,
    messages.CollectEngagementData: collect_engagement_data,
}
