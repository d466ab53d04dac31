"""What engagement holds on a person."""

from shared.messages.declare import (
    Id,
    Query,
    query,
)


@query("engagement_data.collect")
class CollectEngagementData(Query):
    """What engagement holds on a member: for the member and the department, as a part of the export."""

    member_id: Id
