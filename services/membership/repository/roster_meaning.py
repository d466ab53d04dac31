"""Whom the lines of a roster file mean, as conditions on members."""

from typing import Any

from sqlalchemy import String, exists, func, literal_column, or_

from services.membership.model import Member, RosterLine

HAS_ERROR = RosterLine.outcome == literal_column("'error'")  # in the words of the partial indexes


def number_of(external_id: Any) -> Any:
    """A number as it is compared, in the words of the indexes: small and capital letters are one."""
    return func.lower(external_id, type_=String())


def is_meant_by(sync_id: str) -> Any:
    """Whether a line of the file was found to be about the member."""
    return exists().where(
        RosterLine.sync_id == sync_id,
        RosterLine.member_id == Member.id,
    )


def is_perhaps_meant_by(sync_id: str) -> Any:
    """Whether a line with an error has the member's number or identity."""
    return is_named_with_errors(sync_id, Member.external_id, Member.identity_digest)


def is_named_with_errors(sync_id: str, external_id: Any, identity_digest: Any) -> Any:
    """Whether a line with an error has this number or identity. Each is looked for by itself, as each has an index."""
    numbers = (number_of(RosterLine.external_id), number_of(external_id))
    pairs = (numbers, (RosterLine.identity_digest, identity_digest))
    return or_(*(exists().where(RosterLine.sync_id == sync_id, HAS_ERROR, ours == theirs) for ours, theirs in pairs))
