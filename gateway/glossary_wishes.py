"""What parameters, fields and values mean where wishes, claims and commitments are told of."""

STATES = {
    "published": "to be claimed",
    "claimed": "somebody sees to it",
    "delivered": "the community is to confirm it",
    "fulfilled": "confirmed",
    "withdrawn": "the community has taken it off the wall",
    "expired": "nobody has claimed it in time",
}

FIELDS: dict[str, str] = {
    "WishPublished.expires_at": "Until when it can be claimed; null where it stays on the wall.",
    "WishReopened.expires_at": "Until when it can be claimed; null where it stays on the wall.",
    "extended_from": "What the deadline was before.",
    "days_left": "How many days there are to the deadline: 3, 1 or 0.",
    "DeliverySentBack.due_at": "Until when it can be delivered again.",
    "DeliverySentBack.commitment_id": "The public commitment; null where none was made.",
    "WishWithdrawn.claim_id": "The claim that has held it; null where nobody had claimed it.",
    "WishWithdrawn.member_id": "The member who had claimed it; null where nobody had.",
    "WishWithdrawn.unit_id": "That member's unit; null where nobody had claimed it.",
}

VALUES: dict[str, dict[str, str]] = {
    "reason": {
        "not_committed": "no public commitment was made in time",
        "lapsed": "the commitment's deadline has passed without delivery",
        "member_left": "who had claimed it has left their unit",
        "given_back": "who had claimed it has given it back",
    },
    "BoardWishFilter.state": STATES,
    "ListCommunityWishes.state": STATES,
    "ListClaims.state": {
        "claimed": "a commitment is to come",
        "committed": "promised in public",
        "delivered": "the community is to confirm it",
        "confirmed": "done",
        "lapsed": "ended without delivery",
        "released": "ended, and its member is held to nothing",
    },
}

PARAMETERS: dict[str, str] = {
    "BoardWishFilter.category": "Wishes of this category alone.",
    "BoardWishFilter.beneficiary_kind": "Wishes for this kind of people alone.",
    "BoardWishFilter.state": "Wishes in this state alone.",
    "ListCommunityWishes.category": "Wishes of this category alone.",
    "ListCommunityWishes.state": "Wishes in this state alone.",
    "ListCommunityWishes.text": "Wishes alone that have this in their title.",
    "published_from": "Wishes published at this instant or later.",
    "published_until": "Wishes published before this instant.",
    "ListClaims.state": "Claims in this state alone.",
    "ListClaims.wish_id": "Claims of this wish alone.",
    "ListClaims.due_before": "Claims alone that lapse before this instant, unless something is done.",
}
