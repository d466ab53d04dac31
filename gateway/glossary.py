"""What fields of events and values of both fields and parameters mean, in words for those who use the interface."""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from gateway import (
    glossary_awards as awards,
    glossary_budgets as budgets,
    glossary_calls as calls,
    glossary_commitments as commitments,
    glossary_contracts as contracts,
    glossary_meetings as meetings,
    glossary_members as members,
    glossary_menu as menu,
    glossary_needs as needs,
    glossary_organisations as organisations,
    glossary_project_items as project_items,
    glossary_proposals as proposals,
    glossary_service as service,
    glossary_surveys as surveys,
    glossary_wishes as wishes,
)
from gateway.words import together
from shared.messages.declare import FieldSpec

# By name; by `Message.name` where it means something else there.
OWN_FIELDS: dict[str, str] = {
    "organisation_id": "The organisation.",
    "OrganisationEdited.kind": "What kind of organisation it is.",
    "OrganisationClosed.kind": "What kind of organisation it is.",
    "OrganisationReopened.kind": "What kind of organisation it is.",
    "AppointmentMade.kind": "What kind of organisation it is.",
    "AppointmentEnded.kind": "What kind of organisation it is.",
    "OrganisationEdited.name": "The organisation's name as it is now.",
    "OrganisationEdited.code": "A community's short code, or a unified social credit code; null where it has none.",
    "parent_id": "What it belongs to: a community's subdistrict, or the unit above a unit; null where there is none.",
    "OrganisationEdited.community_id": "The community that it is; null for any other organisation.",
    "OrganisationEdited.unit_id": "The unit that it is; null for any other organisation.",
    "OrganisationClosed.community_id": "The community that it is; null for any other organisation.",
    "OrganisationClosed.unit_id": "The unit that it is; null for any other organisation.",
    "OrganisationReopened.community_id": "The community that it is; null for any other organisation.",
    "OrganisationReopened.unit_id": "The unit that it is; null for any other organisation.",
    "appointment_id": "The appointment.",
    "office": "What the person is appointed as.",
    "since": "The first day of the term.",
    "until": "The last day of the term; null where it has no end.",
    "AppointmentEnded.ending": "How it has ended.",
    "AppointmentMade.masked_name": "The person's name, all but its first character masked.",
    "AppointmentMade.member_id": "The member who is appointed; null for somebody else.",
    "AppointmentEnded.member_id": "The member who was appointed; null for somebody else.",
    "AppointmentMade.community_id": "The community that it is at; null for any other organisation.",
    "AppointmentEnded.community_id": "The community that it was at; null for any other organisation.",
    "AppointmentMade.unit_id": "The member's unit, or the unit that it is at; null where there is neither.",
    "AppointmentEnded.unit_id": "The member's unit, or the unit that it was at; null where there is neither.",
    "wish_id": "The wish.",
    "community_id": "The community that it happened in.",
    "CommunityOpened.community_id": "The community that was opened.",
    "claim_id": "The claim: one member's hold on the wish.",
    "commitment_id": "The public commitment.",
    "DeliveryConfirmed.commitment_id": "The public commitment; null where none was made.",
    "member_id": "The member.",
    "unit_id": "The member's unit.",
    "UnitOpened.unit_id": "The unit that was opened.",
    "text": "What is promised.",
    "due_at": "Until when it is promised.",
    "code": "The community's short code, which stands in rosters and on receipts.",
    "CommunityOpened.name": "The community's name.",
    "UnitOpened.name": "The unit's name.",
    "subdistrict": "The subdistrict that the community belongs to.",
    "district": "The district or county.",
    "city": "The city.",
    "title": "What is wished for.",
    "category": "What kind of wish it is, in the community's own words.",
    "beneficiary_kind": "For whom it is, never by name: an old person who lives alone, say.",
    "verdict": "What the community thinks of the public commitment; null where none was made.",
    "reason": "Why the claim has ended.",
    "invitation_id": "The invitation to rate.",
    "expires_at": "Until when it can be rated.",
    "from_unit_id": "The unit that the member belonged to before.",
    "MemberChanged.state": "Where the member stands with the roster.",
    "sync_id": "The roster's sync: its job.",
    "created": "How many members are new on the roster.",
    "changed": "How many members the roster tells something else of than before.",
    "returned": "How many members had left this roster or another one.",
    "unchanged": "How many members are as they were.",
    "left": "How many members are on the roster no more.",
    "conflicts": "How many lines are of people who are on another unit's roster.",
    "errors": "How many lines were not taken over.",
    "team_id": "The team.",
    "team_name": "The team's name.",
    "team_kind": "What the team's members have in common.",
    "team_size": "How many are in the team now.",
    "theme": "The trade, department, interest or skill in words.",
    "leader_id": "The member who leads the team.",
    "leader_masked_name": "The new leader's name, all but its first character masked.",
    "LeaderChanged.cause": "Why another leads the team.",
    "ending": "Why the member's time in the team has ended.",
    "admission_id": "The invitation or request.",
    "origin": "Who has begun it.",
    "answer_by": "Until when it can be answered.",
    "admission_state": "What has become of it.",
    "stationing_id": "The team's being stationed at the community, or its asking for it.",
    "StationingEnded.ended_by": "Who has ended it.",
    **{
        f"{event}.unit_id": "The unit that has founded the team, or whose member has."
        for event in (
            "TeamFounded",
            "TeamEdited",
            "LeaderChanged",
            "TeamDissolved",
            "StationingRequested",
            "TeamStationed",
            "StationingDeclined",
            "StationingEnded",
        )
    },
    "masked_name": "The member's name, all but its first character masked.",
    "rating_id": "The rating.",
    "score": "From 1, not satisfied, to 5, very satisfied.",
    "outcome": "Whether the wish was met, in the resident's eyes.",
    "registration_id": "The registration.",
    "receipt_number": "The number of the receipt that the member was given.",
    "kind": "What ties the member to the community.",
    "cause": "Why the registration has ended.",
    "followed_by_id": "The registration that has taken its place.",
    "pairing_id": "The pairing.",
    "PairingProposed.unit_id": "The unit of the two.",
    "PairingAccepted.unit_id": "The unit of the two.",
    "PairingDeclined.unit_id": "The unit of the two.",
    "PairingEnded.unit_id": "The unit of the two.",
    "PairingProposed.community_id": "The community of the two.",
    "PairingAccepted.community_id": "The community of the two.",
    "PairingDeclined.community_id": "The community of the two.",
    "PairingEnded.community_id": "The community of the two.",
    "proposed_by": "Which of the two has proposed it.",
    "ended_by": "Which of the two has ended it.",
    "resource_id": "What the unit gives.",
    "ResourceOffered.unit_id": "The unit that gives it.",
    "ResourceReplaced.unit_id": "The unit that gives it.",
    "ResourceWithdrawn.unit_id": "The unit that gives it.",
    "ResourceOffered.kind": "What kind of thing it is.",
    "ResourceReplaced.kind": "What kind of thing it is.",
    "ResourceOffered.title": "What it is called.",
    "ResourceReplaced.title": "What it is called.",
    "available_from": "The first day on which it can be had; null where nothing is said.",
    "available_until": "The last day on which it can be had; null where nothing is said.",
}
PARTS = (
    members,
    needs,
    menu,
    service,
    wishes,
    commitments,
    meetings,
    organisations,
    surveys,
    project_items,
    calls,
    proposals,
    awards,
    contracts,
)
FIELDS = together(OWN_FIELDS, *(part.FIELDS for part in PARTS))

STATES_OF_REGISTRATIONS = {
    "requested": "to be confirmed",
    "confirmed": "the receipt is given",
    "refused": "the community has refused it",
    "withdrawn": "taken back before it was confirmed",
    "ended": "over",
    "transferred": "one with another community has taken its place",
}
SIDES_OF_PAIRINGS = {"unit": "the unit", "community": "the community"}
KINDS_OF_RESOURCES = {
    "venue": "a place to meet",
    "funds": "money",
    "equipment": "things to use",
    "expertise": "what people know",
    "other": "something else",
}
# What a receipt tells of its registration, by whether that is live.
STANDINGS: dict[bool, str] = {
    True: "This receipt is good: the registration stands.",
    False: "This receipt is no longer good: the registration is over.",
}

TEAM_KINDS = {
    "trade": "their trade",
    "unit": "their unit",
    "department": "their department",
    "interest": "an interest",
    "skill": "a skill",
}
ADMISSION_ORIGINS = {"invitation": "the team has invited the member", "request": "the member has asked"}
ADMISSION_STATES = {
    "open": "to be answered",
    "accepted": "the member is in the team",
    "declined": "it was declined",
    "withdrawn": "it was taken back",
    "expired": "nobody has answered in time",
    "void": "the team is dissolved, or the member can't be in it any more",
}
STATIONING_STATES = {
    "requested": "the community is to decide",
    "stationed": "the team is there",
    "declined": "the community doesn't take the team",
    "withdrawn": "the team asks for it no more",
    "ended": "the team is there no more",
}
SUGGESTED_KINDS = {"skill": "a skill", "interest": "an interest", "department": "their department"}

KINDS_OF_ORGANISATIONS = {
    "department": "an organisation department",
    "subdistrict": "a subdistrict",
    "community": "a community",
    "unit": "a unit",
    "organisation": "a social organisation",
}

OWN_VALUES: dict[str, dict[str, str]] = {
    "order": {
        "newest_first": "what was begun last comes first",
        "oldest_first": "what was begun first comes first",
        "soonest_first": "what is due, or begins, soonest comes first",
    },
    "kind": {
        "residence": "the member lives in the community",
        "paired": "the member's unit is paired with the community",
    },
    "cause": {
        "by_member": "the member has ended it",
        "by_community": "the community has ended it",
        "by_unit": "the unit has ended it",
        "member_left": "the member has left",
        "member_moved": "the member has moved to a unit that isn't paired with the community",
        "pairing_ended": "the unit's pairing with the community has ended",
    },
    "proposed_by": SIDES_OF_PAIRINGS,
    "ended_by": SIDES_OF_PAIRINGS,
    "ResourceOffered.kind": KINDS_OF_RESOURCES,
    "ResourceReplaced.kind": KINDS_OF_RESOURCES,
    "ListResources.kind": KINDS_OF_RESOURCES,
    "ListResourcesForCommunity.kind": KINDS_OF_RESOURCES,
    "ListUnitRegistrations.state": STATES_OF_REGISTRATIONS,
    "ListPairings.state": {
        "proposed": "to be accepted by the other side",
        "accepted": "unit and community are paired",
        "declined": "the other side has declined",
        "ended": "over, or taken back",
    },
    "team_kind": TEAM_KINDS,
    "ListTeams.kind": TEAM_KINDS,
    "ListTeams.state": {"active": "they go on", "dissolved": "nobody is in them any more"},
    "SuggestTeams.kind": SUGGESTED_KINDS,
    "ListSuggestedMembers.kind": SUGGESTED_KINDS,
    "LeaderChanged.cause": {
        "handed_over": "the leader, or the founding unit, has handed it over",
        "passed_on": "the former leader can't be in it any more, so that who has been in it longest leads",
    },
    "ending": {
        "left": "the member has left",
        "removed": "the leader or the founding unit has removed the member",
        "off_roster": "the member is on no unit's roster any more",
        "moved": "the member is on another unit's roster, and the team takes members of the former alone",
        "dissolved": "the team is dissolved",
    },
    "origin": ADMISSION_ORIGINS,
    "admission_state": ADMISSION_STATES,
    "ListTeamAdmissions.state": ADMISSION_STATES,
    "ListMemberAdmissions.state": ADMISSION_STATES,
    "ListTeamStationings.state": STATIONING_STATES,
    "ListCommunityStationings.state": STATIONING_STATES,
    "StationingEnded.ended_by": {
        "team": "the team",
        "community": "the community",
        "dissolution": "nobody; the team is dissolved",
    },
    "OrganisationEdited.kind": KINDS_OF_ORGANISATIONS,
    "OrganisationClosed.kind": KINDS_OF_ORGANISATIONS,
    "OrganisationReopened.kind": KINDS_OF_ORGANISATIONS,
    "AppointmentMade.kind": KINDS_OF_ORGANISATIONS,
    "AppointmentEnded.kind": KINDS_OF_ORGANISATIONS,
    "office": {
        "part_time_committee_member": "a part-time member of its committee",
        "party_building_instructor": "an instructor for Party building",
        "staff": "one of its staff",
    },
    "AppointmentEnded.ending": {"term_over": "the term is over", "ended_early": "before the term was over"},
    "ListAppointments.state": {
        "planned": "not begun yet",
        "current": "begun and not ended",
        "ended": "over, early or with the term",
    },
    "state": {"open": "at work", "closed": "nothing new happens with it"},
    "verdict": {
        "kept": "what was promised was done",
        "partly": "it was done in part",
        "broken": "it was not done",
    },
    "outcome": {"resolved": "it was", "partly": "in part", "not": "it was not"},
    "ListFindings.kind": {
        "error": "why a line wasn't taken over",
        "repaired": "what was mended in a line that was taken over",
        "warning": "what is to be looked at in a line that was taken over",
    },
    "RemoveMember.reason": {
        "transferred": "to another unit",
        "retired": "no longer at work",
        "resigned": "has left the unit",
        "mistaken": "should never have been on the roster",
        "other": "anything else",
    },
    "ListInvitations.state": {"open": "to be rated", "used": "rated", "expired": "nobody has rated in time"},
    "ListRegistrations.state": STATES_OF_REGISTRATIONS,
}
VALUES = together(
    OWN_VALUES,
    budgets.VALUES,
    *(part.VALUES for part in PARTS),
)


def meaning_of(message: type[Any], name: str, words: Mapping[str, str] = FIELDS) -> str:
    """
    Raises:
        KeyError: nothing is said about it.
    """
    own = f"{message.__name__}.{name}"
    return words[own] if own in words else words[name]


def values_of(message: type[Any], spec: FieldSpec) -> dict[str, str]:
    """
    The values that a field may have, each with its meaning; nothing for a field that may have any.

    Raises:
        KeyError: nothing is said about one of them.
    """
    if get_origin(spec.type) is not Literal:
        return {}
    own = f"{message.__name__}.{spec.name}"
    told = VALUES[own] if own in VALUES else VALUES[spec.name]
    return {value: told[value] for value in get_args(spec.type)}


def describe_field(message: type[Any], spec: FieldSpec, words: Mapping[str, str] = FIELDS) -> str:
    """What a field means and what each of its values does, in Markdown."""
    values = "".join(f"\n- `{value}`: {meaning}" for value, meaning in values_of(message, spec).items())
    return meaning_of(message, spec.name, words) + (f"\n{values}" if values else "")
