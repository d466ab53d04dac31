"""Routes of membership: people whom two rosters name, and transfers from one unit to another."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Roster conflicts"
OF_MOVES = ("organisation.closed", "roster_conflict.other_person", "member.external_id_taken")

ROUTES = (
    Route(
        "GET",
        "/v1/roster-conflicts",
        m.ListRosterConflicts,
        summary="List the people whom two rosters name.",
        answer=m.RosterConflictPage,
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/roster-conflicts/{conflict_id}",
        m.ShowRosterConflict,
        summary="Show a conflict between two rosters.",
        answer=m.RosterConflict,
        errors={403: ("roster_conflict.not_yours",), 404: ("roster_conflict.unknown",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/roster-conflicts/{conflict_id}/decision",
        m.DecideRosterConflict,
        summary="Decide to which of two units a person belongs.",
        answer=m.RosterConflict,
        heeds_if_match=True,
        errors={
            403: ("roster_conflict.not_yours", REVOKED),
            404: ("roster_conflict.unknown",),
            409: ("roster_conflict.not_open", *OF_MOVES),
            422: ("request.unfit",),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/roster-conflicts/{conflict_id}/release",
        m.ReleaseRosterConflict,
        summary="Let a person go to the unit that claims them.",
        answer=m.RosterConflict,
        heeds_if_match=True,
        errors={
            403: ("roster_conflict.not_yours", REVOKED),
            404: ("roster_conflict.unknown",),
            409: ("roster_conflict.not_open", *OF_MOVES),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/roster-conflicts/{conflict_id}/withdrawal",
        m.WithdrawRosterConflict,
        summary="Give a claim on a person up.",
        answer=m.RosterConflict,
        heeds_if_match=True,
        errors={
            403: ("roster_conflict.not_yours", REVOKED),
            404: ("roster_conflict.unknown",),
            409: ("roster_conflict.not_open",),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/roster-conflicts/{conflict_id}/reopening",
        m.ReopenRosterConflict,
        summary="Have a dismissed conflict decided anew.",
        answer=m.RosterConflict,
        heeds_if_match=True,
        errors={
            403: ("roster_conflict.not_yours", REVOKED),
            404: ("roster_conflict.unknown",),
            409: (
                "roster_conflict.not_dismissed",
                "roster_conflict.not_claimed",
                "roster_conflict.stands",
                "roster_conflict.open_already",
                "member.not_on_roster",
            ),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/members/{member_id}/transfer",
        m.TransferMember,
        summary="Transfer a member to another unit.",
        answer=m.MemberTransfer,
        heeds_if_match=True,
        errors={
            403: ("member.not_yours", REVOKED),
            404: ("member.unknown", "unit.unknown"),
            409: (
                "member.not_on_roster",
                "member.in_unit_already",
                "member.external_id_taken",
                "organisation.closed",
            ),
        },
        tag=TAG,
    ),
)
