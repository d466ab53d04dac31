"""Messages of outsourcing: proposals are admitted to the review of their call, and it is concluded with a ranking."""

from dataclasses import field
from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Fen, Id, Length, Query, Shape, Text, command, query, shape
from shared.messages.outsourcing.awards import AwardPartner, Rank, Score


@shape
class RankedProposal(Shape):
    """
    A proposal's place in a call; amount in fen, score in hundredths of points.

    is_passing: good enough to be awarded, where there is money and none too many are before it.
    """

    proposal_id: Id
    organisation_id: Id
    organisation_name: str | None
    title: str
    amount_minor: Fen
    rank: Rank
    score: Score
    is_passing: bool
    partners: list[AwardPartner] = field(default_factory=list)


Ranked = Annotated[list[RankedProposal], Length(0, 10_000)]


@shape
class Ranking(Shape):
    """
    How the proposals of a call came out. reviewed_at: when the review was concluded.

    items: the best first, by the score. Of those with the same score the one is first whose mean is higher in the
    criterion with the most weight, then in the next one, and so on; criteria of one weight follow one another as the
    call lists them. Then the one is first that asks for less, then the one that was submitted earlier.
    """

    call_id: Id
    reviewed_at: datetime
    items: Ranked


@shape
class CheckedProposal(Shape):
    """What the formal check of a proposal has come to."""

    id: Id
    call_id: Id
    state: Literal["admitted", "rejected"]
    reason: str | None
    checked_at: datetime
    version: int


@command("proposal.admit")
class AdmitProposal(Command):
    """It is formally in order, and is reviewed."""

    proposal_id: Id


@command("proposal.reject")
class RejectProposal(Command):
    """It isn't formally in order, and isn't reviewed; the organisation is told why."""

    proposal_id: Id
    reason: Text


@command("call.conclude_review")
class ConcludeReview(Command):
    """
    All reviews are in: the proposals are ranked, and the first are awarded, as many as are sought and paid for. Of
    those with the same score the one is first that is better in the heaviest criterion, then in the next one, and so
    on; then the one that asks for less, then the one that was submitted earlier.
    """

    call_id: Id


@query("ranking.show")
class ShowRanking(Query):
    """For everybody, once the review is concluded; how it is worked out stands at `Ranking`."""

    call_id: Id
