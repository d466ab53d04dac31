"""Routes of matching: members for what is to be done, and what is to be done for a member."""

from gateway.matching import match_items, match_members
from gateway.route import Route
from shared.messages import engagement
from shared.messages.membership import matching as m

TAG = "Matching"
TOLD_BY_ENGAGEMENT = ("community_id", "category", "wanted", "text", "starts_at", "ends_at", "without")
PROFILE = ("home_id", "community_ids", "skills", "skilled_for", "interested_in", "free_times")

ROUTES = (
    Route(
        "GET",
        "/v1/needs/{need_id}/matching-members",
        m.MatchMembersForNeed,
        summary="List the members who fit a need best.",
        carry_out=match_members,
        known=TOLD_BY_ENGAGEMENT,
        answer=m.MatchingMembers,
        errors={403: ("need.not_yours", "community.not_yours"), 404: ("need.unknown", "community.unknown")},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/wishes/{wish_id}/matching-members",
        m.MatchMembersForWish,
        summary="List the members who fit a wish best.",
        carry_out=match_members,
        known=TOLD_BY_ENGAGEMENT,
        answer=m.MatchingMembers,
        errors={403: ("wish.not_yours", "community.not_yours"), 404: ("wish.unknown", "community.unknown")},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/menu-items/{menu_item_id}/matching-members",
        m.MatchMembersForMenuItem,
        summary="List the members who fit an activity or a post best.",
        carry_out=match_members,
        known=TOLD_BY_ENGAGEMENT,
        answer=m.MatchingMembers,
        errors={403: ("menu_item.not_yours", "community.not_yours"), 404: ("menu_item.unknown", "community.unknown")},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/members/{member_id}/matching-items",
        engagement.matching.MatchItems,
        summary="List the activities, posts and wishes that fit a member best.",
        carry_out=match_items,
        known=PROFILE,
        answer=engagement.matching.MatchingItems,
        errors={403: ("member.not_yours",), 404: ("member.unknown",)},
        tag=TAG,
    ),
)
