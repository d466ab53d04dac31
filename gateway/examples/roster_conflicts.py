"""What the documentation shows of people whom two rosters name, and of transfers."""

from gateway import town_conflicts as town
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
        membership.DecideRosterConflict: {"verdict": "move", "reason": town.REASON},
        membership.ReleaseRosterConflict: {"reason": town.REASON},
        membership.WithdrawRosterConflict: {"reason": "名册有误。"},
        membership.ReopenRosterConflict: {"reason": "单位提交了新的材料。"},
        membership.TransferMember: {"unit_id": town.CLAIMING_UNIT_ID, "reason": town.REASON, "external_id": "W-024"},
    },
    answers={
        "GET /v1/roster-conflicts": membership.RosterConflictPage(items=[town.CONFLICT], next=None),
        "GET /v1/roster-conflicts/{conflict_id}": town.CONFLICT,
        "POST /v1/roster-conflicts/{conflict_id}/decision": town.MOVED,
        "POST /v1/roster-conflicts/{conflict_id}/release": town.RELEASED,
        "POST /v1/roster-conflicts/{conflict_id}/withdrawal": town.WITHDRAWN,
        "POST /v1/roster-conflicts/{conflict_id}/reopening": town.REOPENED,
        "POST /v1/members/{member_id}/transfer": town.TRANSFER,
    },
    path_ids={"conflict_id": town.CONFLICT_ID},
)
