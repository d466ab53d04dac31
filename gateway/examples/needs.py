"""What the documentation shows of needs."""

from gateway import town, town_needs
from gateway.examples.parts import Part
from shared.messages import engagement

PART = Part(
    requests={
        engagement.SubmitNeed: {
            "category": "public_facilities",
            "title": "三单元楼道的灯不亮",
            "description": "二楼到四楼的灯都不亮，晚上回家看不清台阶。",
            "place": "梧桐里3幢3单元",
            "privacy": "public",
            "contact": {"name": "王秀兰"},
        },
        engagement.AcceptNeed: {},
        engagement.DeclineNeed: {"reason": "此处归市政管理，已转告。"},
        engagement.MergeNeed: {"into_id": town_needs.OTHER_NEED_ID, "reason": "与另一需求是同一件事。"},
        engagement.LinkNeed: {"kind": "wish", "target_id": town.WISH_ID},
        engagement.ResolveNeed: {"outcome": "partly", "reason": town_needs.REASON},
        engagement.ReopenNeed: {"reason": "灯又不亮了。"},
    },
    answers={
        "GET /v1/needs/{need_id}/resources": engagement.FittingResourcePage(
            items=[
                engagement.FittingResource(
                    id=town.RESOURCE.id,
                    unit_id=town.RESOURCE.unit_id,
                    kind=town.RESOURCE.kind,
                    title=town.RESOURCE.title,
                    available_from=town.RESOURCE.available_from,
                    available_until=town.RESOURCE.available_until,
                )
            ],
            next=None,
        ),
        "GET /v1/need-categories": town_needs.CATEGORIES,
        "POST /v1/communities/{community_id}/needs": town_needs.NEED,
        "GET /v1/communities/{community_id}/needs": engagement.NeedPage(items=[town_needs.IN_HAND], next=None),
        "GET /v1/needs": engagement.NeedPage(items=[town_needs.IN_HAND], next=None),
        "GET /v1/overseen-needs": engagement.OverseenNeedPage(items=[town_needs.OVERSEEN], next=None),
        "GET /v1/overseen-needs/counts": engagement.CommunityNeedCountPage(
            items=[town_needs.OVERSEEN_COUNT], next=None
        ),
        "GET /v1/needs/{need_id}": town_needs.IN_HAND,
        "GET /v1/needs/{need_id}/steps": engagement.NeedStepPage(items=town_needs.STEPS, next=None),
        "POST /v1/needs/{need_id}/acceptance": town_needs.ACCEPTED,
        "POST /v1/needs/{need_id}/refusal": town_needs.DECLINED,
        "POST /v1/needs/{need_id}/merging": town_needs.MERGED,
        "POST /v1/needs/{need_id}/links": town_needs.IN_HAND,
        "DELETE /v1/needs/{need_id}/links/{link_id}": town_needs.ACCEPTED,
        "POST /v1/needs/{need_id}/resolution": town_needs.RESOLVED,
        "POST /v1/needs/{need_id}/reopening": town_needs.REOPENED,
        "POST /v1/needs/{need_id}/withdrawal": town_needs.WITHDRAWN,
        "GET /v1/needs/{need_id}/contact": town_needs.CONTACT,
        "DELETE /v1/needs/{need_id}/contact": town_needs.NAMELESS,
        "GET /v1/need-tickets/{token}": town_needs.TICKET,
    },
    path_ids={"need_id": town_needs.NEED_ID, "link_id": town_needs.LINK_ID},
    faults={
        "need.category_unknown": ("#/category", "not_a_choice", "Not a code of the list of categories."),
        "need.reason_needed": ("#/reason", "missing", "Say why the need isn't resolved as a whole."),
    },
)
