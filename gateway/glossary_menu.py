"""What parameters, fields and values mean where the menu and claims of its places are told of."""

OF_WORDS = ("MenuItemPublished", "MenuItemEdited")
OF_PLACES = ("PlaceClaimed", "PlaceWaitedFor", "PlaceOffered", "PlaceGivenUp")
KINDS = {"activity": "an activity, on a day", "post": "a post, for a while"}
STATES = {
    "draft": "nobody but the community sees it",
    "published": "on the menu",
    "called_off": "doesn't take place",
    "ended": "over",
}
CLAIMS = {
    "held": "has the places",
    "waiting": "waits for places",
    "offered": "is to accept places",
    "withdrawn": "given up by who claimed them",
    "declined": "an offer was declined",
    "lapsed": "nobody accepted an offer in time, or it was over before there was one",
    "released": "freed by the community, by calling off, or since who had them has left",
}

FIELDS: dict[str, str] = {
    "menu_id": "The menu.",
    "MenuPublished.title": "What it is called.",
    "MenuPublished.from_on": "The first day of its period.",
    "MenuPublished.until_on": "The last day of its period.",
    "MenuPublished.items": "How many activities and posts stand on it.",
    "menu_item_id": "The activity or the post.",
    **{f"{event}.kind": "Whether it is an activity or a post." for event in OF_WORDS},
    **{f"{event}.title": "What it is called." for event in OF_WORDS},
    **{f"{event}.category": "What kind of need it serves: a code of `GET /v1/need-categories`." for event in OF_WORDS},
    **{f"{event}.description": "What is done." for event in OF_WORDS},
    "location": "Where; null where nothing is said.",
    **{f"{event}.starts_at": "When an activity begins; null for a post." for event in OF_WORDS},
    **{f"{event}.ends_at": "When an activity ends; null for a post." for event in OF_WORDS},
    "from_on": "A post's first day; null where it begins at once, or for an activity.",
    "until_on": "A post's last day; null where it goes on, or for an activity.",
    "sign_up_opens_at": "From when places can be claimed; null is at once.",
    "sign_up_closes_at": "Until when places can be claimed; null is until it begins, or as long as a post goes on.",
    "OfferedRole.name": "What the role is called.",
    "OfferedRole.min_places": "How many people it takes at least.",
    "OfferedRole.max_places": "How many people it takes at most.",
    "OfferedRole.skills": "What helps in it, by words like those of members.",
    "roles": "Its roles, each with how many places are free.",
    "missing": "How many more are needed.",
    "MenuItemCalledOff.cause": "Who has called it off.",
    "MenuItemCalledOff.reason": "Why, in the community's words; null where too few came.",
    "role_id": "The role.",
    "place_claim_id": "The claim of places.",
    "places": "How many places.",
    "free": "How many places of the role are free from now on.",
    "waiting": "How many places of the role are waited for from now on.",
    **{f"{event}.team_id": "The team that comes; null for a member alone." for event in OF_PLACES[:2]},
    "member_ids": "Who of the unit comes.",
    **{f"{event}.unit_id": "The unit of who has claimed." for event in OF_PLACES},
    "offered_until": "Until when the places must be accepted.",
    "PlaceGivenUp.cause": "Why.",
}

VALUES: dict[str, dict[str, str]] = {
    **{f"{event}.kind": KINDS for event in OF_WORDS},
    "MenuItemCalledOff.cause": {"by_community": "the community", "too_few": "nobody: too few came"},
    "PlaceGivenUp.cause": {
        "withdrawn": "given up by who claimed them",
        "offer_declined": "an offer was declined",
        "offer_lapsed": "nobody accepted an offer in time",
        "over": "it was over before there was an offer",
        "member_left": "who had them has left their unit",
        "by_community": "freed by the community",
        "called_off": "it was called off",
    },
    "ListCommunityMenuItems.kind": KINDS,
    "ListCommunityMenuItems.state": STATES,
    "ListMenus.state": {"planned": "nobody but the community sees it", "published": "everybody sees it"},
    "BoardMenuFilter.kind": KINDS,
    "BoardMenuFilter.state": {name: STATES[name] for name in ("published", "called_off", "ended")},
    "ListPlaceClaims.state": CLAIMS,
    "ListMenuItemClaims.state": CLAIMS,
}

PARAMETERS: dict[str, str] = {
    "ListMenus.state": "Menus in this state alone.",
    "ListCommunityMenuItems.series_id": "Those of this series alone.",
    "ListCommunityMenuItems.kind": "Activities alone, or posts.",
    "ListCommunityMenuItems.state": "Those in this state alone.",
    "ListCommunityMenuItems.category": "Those of this category alone.",
    "ListCommunityMenuItems.text": "Those alone that have this in their title.",
    "starts_from": "Activities that begin at this instant or later.",
    "starts_until": "Activities that begin before this instant.",
    "BoardMenuFilter.kind": "Activities alone, or posts.",
    "BoardMenuFilter.state": "Those in this state alone; what is on the menu, if nothing is said.",
    "BoardMenuFilter.category": "Those of this category alone.",
    "BoardMenuFilter.skill": "Those alone of which a role would like to have this skill.",
    "begins_from": "Those that begin at this instant or later.",
    "begins_until": "Those that begin before this instant.",
    "has_free": "Those alone that have places left.",
    "ListPlaceClaims.state": "Claims in this state alone.",
    "ListMenuItemClaims.state": "Claims in this state alone.",
}
