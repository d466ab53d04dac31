"""Routes of engagement: wishes."""

from gateway.route import Route
from shared.messages import engagement as m

WISHES = "Wishes"
OWN_WISH = {403: ("wish.not_yours",), 404: ("wish.unknown",)}

ROUTES = (
    Route(
        "POST",
        "/v1/communities/{community_id}/wishes",
        m.PublishWish,
        summary="Publish a wish.",
        status=201,
        answer=m.Wish,
        location="/v1/wishes/{id}",
        errors={
            403: ("community.not_yours",),
            409: ("community.unknown",),
            422: ("wish.expires_at_out_of_range",),
        },
        tag=WISHES,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/wishes",
        m.ListCommunityWishes,
        summary="List a community's wishes.",
        answer=m.WishPage,
        errors={403: ("community.not_yours",)},
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
        errors=OWN_WISH | {409: ("wish.not_editable",)},
        tag=WISHES,
    ),
    Route(
        "POST",
        "/v1/wishes/{wish_id}/withdrawal",
        m.WithdrawWish,
        summary="Withdraw a wish that isn't delivered.",
        answer=m.Wish,
        needs_if_match=True,
        errors=OWN_WISH | {409: ("wish.not_withdrawable",)},
        tag=WISHES,
    ),
    Route(
        "POST",
        "/v1/wishes/{wish_id}/reopening",
        m.ReopenWish,
        summary="Put an expired wish on the wall again.",
        answer=m.Wish,
        needs_if_match=True,
        errors=OWN_WISH | {409: ("wish.not_expired", "beneficiary.erased"), 422: ("wish.expires_at_out_of_range",)},
        tag=WISHES,
    ),
    Route(
        "GET",
        "/v1/wishes/{wish_id}/steps",
        m.ListWishSteps,
        summary="List what has become of a wish, and why.",
        answer=m.WishStepPage,
        errors=OWN_WISH,
        tag=WISHES,
    ),
)
