"""What parameters and values mean where members are looked for, and their skills and interests."""

MEMBER_STATES = {
    "active": "on the roster",
    "inactive": "on the roster, but on leave or suspended",
    "left": "on no roster any more",
    "erased": "anonymised",
}
TAG_KINDS = {"skill": "what members can do", "interest": "what members care about"}

CONFLICT_STATES = {
    "open": "to be decided",
    "moved": "the person went to the unit that claims them",
    "dismissed": "the department has decided that they stay where they are",
    "lapsed": "there is nothing to decide any more",
}

FIELDS: dict[str, str] = {
    "conflict_id": "The conflict between two rosters.",
    "RosterConflictOpened.unit_id": "The unit whose roster claims the person.",
    "RosterConflictDecided.unit_id": "The unit whose roster claims the person.",
    "holding_unit_id": "The unit on whose roster the person is.",
    "RosterConflictDecided.holding_unit_id": "The unit on whose roster the person is, or was until they moved.",
    "RosterConflictDecided.outcome": "What has become of the claim.",
    "decided_by": "Who has decided it.",
}

VALUES: dict[str, dict[str, str]] = {
    "RosterConflictDecided.outcome": {name: said for name, said in CONFLICT_STATES.items() if name != "open"},
    "decided_by": {
        "department": "the department",
        "claimer": "the unit that claims the person, itself or by a roster that doesn't name them any more",
        "holder": "the unit that has them, itself or by a roster that doesn't name them any more",
        "system": "nobody; the claim has become void",
    },
    "ListRosterConflicts.state": CONFLICT_STATES,
    "MemberChanged.state": MEMBER_STATES,
    "ListMembers.state": MEMBER_STATES,
    "SearchMembers.state": MEMBER_STATES,
    "ListSkills.kind": TAG_KINDS,
    "ListUnlistedSkills.kind": TAG_KINDS,
}

FULL_NAME = "Members of this name alone, the whole of it. A community finds by it those who are registered with it."

PARAMETERS: dict[str, str] = {
    "SearchMembers.name": FULL_NAME,
    "ListMembers.name": FULL_NAME,
    "name_prefix": "Members whose name begins so.",
    "SearchMembers.unit_id": "Members of this unit alone.",
    "SearchMembers.community_id": "Members who live in this community or are registered with it.",
    "ListMembers.community_id": "Members who live in this community or are registered with it.",
    "residence_code": "Members who live in the community of this code.",
    "skill": "Members who can do this, by code, name or synonym; repeated, all of them.",
    **{
        f"{query}.{name}": said
        for query in ("MatchMembersForNeed", "MatchMembersForWish", "MatchMembersForMenuItem")
        for name, said in (
            ("skill", "What is wanted, by code, name or synonym, in place of what is known; repeated, all of them."),
            ("limit", "How many of the best."),
        )
    },
    "interest": "Members who care about this, by code, name or synonym; repeated, all of them.",
    "SearchMembers.state": "Members in this state alone; left out, those on a roster.",
    "ListMembers.state": "Members in this state alone; left out, those on the roster.",
    "department": "Members of this department of the unit alone; `unit_id` must be known.",
    "free_weekday": "With `free_from` and `free_to`: members who are free then, on this day of the week; 1 is Monday.",
    "free_from": "From when, in Asia/Shanghai.",
    "free_to": "Until when, in Asia/Shanghai; 24:00 is the end of the day.",
    "free_starts_at": "With `free_ends_at`: members who are free all the time in between, and don't pause then.",
    "free_ends_at": "At most 24 hours after `free_starts_at`.",
    "is_registered": "Members with a confirmed registration, or without one. A community's own count for it.",
    "ListRosterConflicts.state": "Conflicts in this state alone.",
    "ListRosterConflicts.unit_id": "Conflicts in which this unit has a part, whether it claims or has the person.",
    "ListSkills.kind": "Skills or interests.",
    "ListUnlistedSkills.kind": "Skills or interests.",
    "starts_on": "The first day of the period; with `ends_on`. Left out, the period is the running quarter.",
    "ends_on": "The last day of the period, which is in it.",
    "has_served": "Members with a service in the period, or without one.",
    "ListUnitService.community_id": "Members registered with this community, or who served there in the period.",
    "ListUnitService.department": "Members of this department of the unit alone.",
    "ListUnitService.is_registered": "Members with a confirmed registration, or without one.",
    "ListCommunityService.unit_id": "Members registered from this unit, or who served for it in the period.",
    "ListCommunityService.kind": "Members with a registration of this kind alone.",
}
