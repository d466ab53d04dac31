"""What the documentation shows of matching."""

from dataclasses import replace

from gateway import town, town_members, town_menu
from gateway.examples.parts import Part
from shared.messages import engagement
from shared.messages.matching import MatchReason
from shared.messages.membership.matching import MatchingMember, MatchingMembers

ROLE = town_menu.PUBLISHED.roles[1]
SEEN = replace(town_members.SKILLED_MEMBER, external_id=None, department=None, residence_code=None)
BY_CATEGORY = [
    MatchReason(criterion="skills", points=0, most=40, words=[]),
    MatchReason(criterion="interests", points=15, most=15, words=["社区治理"]),
    MatchReason(criterion="area", points=10, most=10, words=[]),
    MatchReason(criterion="load", points=7, most=10, words=[]),
    MatchReason(criterion="turn", points=4, most=5, words=[]),
]
IN_TIME = [
    MatchReason(criterion="skills", points=40, most=40, words=["水电维修"]),
    MatchReason(criterion="interests", points=0, most=15, words=[]),
    MatchReason(criterion="free_time", points=20, most=20, words=[]),
    MatchReason(criterion="area", points=10, most=10, words=[]),
    MatchReason(criterion="load", points=10, most=10, words=[]),
    MatchReason(criterion="turn", points=5, most=5, words=[]),
]
FOR_MEMBER = [*IN_TIME[:-1], MatchReason(criterion="shortage", points=5, most=5, words=[])]
BY_WORDS = MatchingMembers(
    items=[MatchingMember(member=SEEN, score=36, reasons=BY_CATEGORY)],
)
PART = Part(
    answers={
        "GET /v1/needs/{need_id}/matching-members": BY_WORDS,
        "GET /v1/wishes/{wish_id}/matching-members": BY_WORDS,
        "GET /v1/menu-items/{menu_item_id}/matching-members": MatchingMembers(
            items=[MatchingMember(member=SEEN, score=85, reasons=IN_TIME)],
        ),
        "GET /v1/members/{member_id}/matching-items": engagement.matching.MatchingItems(
            items=[
                engagement.matching.MatchingItem(
                    kind="activity",
                    id=town_menu.PUBLISHED.id,
                    community_id=town.COMMUNITY_ID,
                    title=town_menu.PUBLISHED.title,
                    category=town_menu.PUBLISHED.category,
                    starts_at=town_menu.PUBLISHED.starts_at,
                    ends_at=town_menu.PUBLISHED.ends_at,
                    from_on=None,
                    until_on=None,
                    role_id=ROLE.id,
                    role=ROLE.name,
                    free=2,
                    score=85,
                    reasons=FOR_MEMBER,
                )
            ],
        ),
    },
)
