"""Routes of engagement: wishes."""

from gateway.route import Route
from shared.messages import engagement as m

WISHES = "Wishes"

ROUTES = (
    Route(
        "POST",
        "/v1/communities/{community_id}/wishes",
        m.PublishWish,
        summary="Publish a wish.",
        status=201,
        answer=m.Wish,
        location="/v1/wishes/{id}",
        errors={403: ("community.not_yours",), 409: ("community.unknown",)},
        tag=WISHES,
    ),
    Route(
        "GET",
        "/v1/wishes/{wish_id}",
        m.ShowWish,
        summary="Show a wish.",
        answer=m.Wish,
        errors={404: ("wish.unknown",)},
        tag=WISHES,
    ),
    Route(
        "PATCH",
        "/v1/wishes/{wish_id}",
        m.EditWish,
        summary="Edit a wish that nobody has claimed.",
        answer=m.Wish,
        needs_if_match=True,
        errors={403: ("wish.not_yours",), 404: ("wish.unknown",), 409: ("wish.not_editable",)},
        tag=WISHES,
    ),
)
