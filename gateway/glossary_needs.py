"""What parameters, fields and values mean where residents' needs are told of."""

STATES = {
    "submitted": "to be decided by the community",
    "accepted": "the community will see to it",
    "in_hand": "something is being done about it",
    "resolved": "resolved",
    "partly": "resolved in part",
    "unresolved": "it couldn't be resolved",
    "declined": "the community won't see to it",
    "merged": "it goes on with another one",
    "reopened": "it was closed and goes on",
    "withdrawn": "the resident has taken it back",
}
STEPS = {
    **STATES,
    "link_done": "what was being done about it is done",
    "link_ended": "nothing comes of what was being done about it",
}
SHOWN = ("accepted", "in_hand", "resolved", "partly", "unresolved", "reopened")
OF_TEXTS = ("NeedAccepted", "NeedReopened")

LINKS = {
    "wish": "a wish of the community",
    "activity": "an activity on its menu",
    "post": "a post on its menu",
    "project": "a project in it",
}

FIELDS: dict[str, str] = {
    "need_id": "The need.",
    "NeedSubmitted.category": "What kind of need it is: a code of `GET /v1/need-categories`.",
    **{f"{event}.category": "What kind of need it is: a code of `GET /v1/need-categories`." for event in OF_TEXTS},
    **{f"{event}.title": "What is needed, in a line." for event in OF_TEXTS},
    **{f"{event}.description": "What is needed." for event in OF_TEXTS},
    **{f"{event}.place": "Where; null where that is hidden, or not told." for event in OF_TEXTS},
    **{
        f"{event}.latitude": "Degrees north, WGS 84; null where the place is hidden, or not told." for event in OF_TEXTS
    },
    **{
        f"{event}.longitude": "Degrees east, WGS 84; null where the place is hidden, or not told." for event in OF_TEXTS
    },
    **{f"{event}.submitted_at": "When it came in; null in events from before that was told." for event in OF_TEXTS},
    "into_need_id": "The need that it goes on with; null where that one is private.",
    "link_kind": "What kind of thing is being done.",
    "NeedLinked.target_id": "What is being done.",
    "NeedUnlinked.target_id": "What was being done.",
    "NeedLinked.title": "What it is called; null in events from before that was told.",
    "is_in_hand": "Whether something else is being done about the need.",
    "NeedResolved.outcome": "What became of it.",
}

VALUES: dict[str, dict[str, str]] = {
    "NeedResolved.outcome": {name: STATES[name] for name in ("resolved", "partly", "unresolved")},
    "link_kind": LINKS,
    "ListNeeds.state": STATES,
    "ListCommunityNeeds.state": STATES,
    "ListOverseenNeeds.state": STATES,
    "BoardNeedFilter.state": {name: STATES[name] for name in SHOWN},
}
