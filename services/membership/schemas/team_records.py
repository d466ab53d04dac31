"""Teams as their unit's own system reads them back."""

from collections.abc import Sequence

from services.membership.model import Team
from shared.messages import membership as messages


def team_record(team: Team, member_ids: Sequence[str]) -> messages.TeamRecord:
    """member_ids: those of the unit, in the order in which they came."""
    return messages.TeamRecord(
        id=team.id,
        name=team.name,
        provisioning_id=team.provisioning_id,
        member_ids=sorted(member_ids, key=lambda member_id: member_id != team.leader_id),
        created_at=team.created_at,
        changed_at=team.changed_at,
        version=team.version,
    )
