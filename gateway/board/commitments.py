"""What events of public commitments change on the board, and how one is read by itself."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.board.model import BoardCommitment, BoardCommunity
from shared.messages import engagement
from shared.messages.declare import Event

if TYPE_CHECKING:
    from gateway.board.projection import Sheet

COUNTED = ("open", "kept", "partly", "broken", "lapsed")  # of the states those that a community's counts tell
COMMITMENT = (
    BoardCommitment.id,
    BoardCommitment.kind,
    BoardCommitment.target_id,
    BoardCommitment.title,
    BoardCommitment.text,
    BoardCommitment.made_at,
    BoardCommitment.due_at,
    BoardCommitment.extended_from,
    BoardCommitment.state,
)
Extended = engagement.CommitmentExtended | engagement.PlaceCommitmentExtended


def find_commitment(session: Session, commitment_id: str) -> dict[str, Any] | None:
    """With its community's name; None where there is no such one."""
    query = select(*COMMITMENT, BoardCommunity.name.label("community_name"), BoardCommunity.id.label("community_id"))
    query = query.join(BoardCommunity, BoardCommunity.id == BoardCommitment.community_id)
    row = session.execute(query.where(BoardCommitment.id == commitment_id)).mappings().first()
    return dict(row) if row else None


def post_commitment(event: engagement.CommitmentMade, sheet: "Sheet", at: datetime) -> None:
    _post(event, "wish", event.wish_id, sheet.wishes.get(event.wish_id)["title"], sheet, at)


def post_place_commitment(event: engagement.PlaceCommitmentMade, sheet: "Sheet", at: datetime) -> None:
    _post(event, event.kind, event.menu_item_id, event.title, sheet, at)


def put_off(event: Extended, sheet: "Sheet", at: datetime) -> None:
    give_until(event.commitment_id, event.due_at, event.community_id, sheet, at)
    sheet.commitments.change(event.commitment_id, extended_from=event.extended_from)


def give_until(commitment_id: str, due_at: datetime, community_id: str, sheet: "Sheet", at: datetime) -> None:
    sheet.commitments.get(commitment_id, "open")
    sheet.communities.add(community_id, at)
    sheet.commitments.change(commitment_id, due_at=due_at)


def note_report(event: engagement.PlaceCommitmentReported, sheet: "Sheet", at: datetime) -> None:
    """It stays open until it is judged."""
    sheet.commitments.get(event.commitment_id, "open")
    sheet.communities.add(event.community_id, at)


def judge(event: engagement.PlaceCommitmentJudged, sheet: "Sheet", at: datetime) -> None:
    go(event.commitment_id, "open", event.verdict, event.community_id, sheet, at)


def strike(event: engagement.CommitmentLapsed | engagement.PlaceCommitmentLapsed, sheet: "Sheet", at: datetime) -> None:
    go(event.commitment_id, "open", "lapsed", event.community_id, sheet, at)


def set_free(
    event: engagement.CommitmentReleased | engagement.PlaceCommitmentReleased, sheet: "Sheet", at: datetime
) -> None:
    go(event.commitment_id, "open", "released", event.community_id, sheet, at)


def judge_anew(event: engagement.CommitmentAppealDecided, sheet: "Sheet", at: datetime) -> None:
    go(event.commitment_id, event.before, event.verdict, event.community_id, sheet, at)


def go(commitment_id: str, before: str, state: str, community_id: str, sheet: "Sheet", at: datetime) -> None:
    """A step of a commitment from one state to another, and of its community's counts with it."""
    sheet.commitments.get(commitment_id, before)
    moved = {before: -1, state: 1} if before != state else {}
    counts = {f"commitments_{name}": step for name, step in moved.items() if name in COUNTED}
    sheet.communities.add(community_id, at, **counts)
    sheet.commitments.change(commitment_id, state=state)


def _post(
    event: engagement.CommitmentMade | engagement.PlaceCommitmentMade,
    kind: str,
    target_id: str,
    title: str,
    sheet: "Sheet",
    at: datetime,
) -> None:
    sheet.communities.add(event.community_id, at, commitments_open=1)
    sheet.commitments.add(
        {
            "id": event.commitment_id,
            "community_id": event.community_id,
            "kind": kind,
            "target_id": target_id,
            "title": title,
            "text": event.text,
            "made_at": at,
            "due_at": event.due_at,
            "extended_from": None,
            "state": "open",
        }
    )


EFFECTS: dict[type[Event], Callable[[Any, "Sheet", datetime], None]] = {
    engagement.CommitmentMade: post_commitment,
    engagement.CommitmentExtended: put_off,
    engagement.CommitmentLapsed: strike,
    engagement.CommitmentReleased: set_free,
    engagement.CommitmentAppealDecided: judge_anew,
    engagement.PlaceCommitmentMade: post_place_commitment,
    engagement.PlaceCommitmentExtended: put_off,
    engagement.PlaceCommitmentReported: note_report,
    engagement.PlaceCommitmentJudged: judge,
    engagement.PlaceCommitmentLapsed: strike,
    engagement.PlaceCommitmentReleased: set_free,
}
