"""Whom the lines of a roster file mean, as conditions on members."""

from typing import Any

from sqlalchemy import exists, or_

from services.membership.model import Member, RosterLine


def is_meant_by(sync_id: str) -> Any:
    """Whether a line of the file was found to be about the member."""
    return exists().where(
        RosterLine.sync_id == sync_id,
        RosterLine.member_id == Member.id,
    )


def is_perhaps_meant_by(sync_id: str) -> Any:
    """Whether a line with an error has the member's number or identity."""
    return exists().where(
        RosterLine.sync_id == sync_id,
        RosterLine.outcome == "error",
        or_(RosterLine.external_id == Member.external_id, RosterLine.identity_digest == Member.identity_digest),
    )
