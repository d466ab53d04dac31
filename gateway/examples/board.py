"""What the documentation shows of board."""

from gateway import town
from gateway.examples.parts import Part
from shared.messages import board

PART = Part(
    answers={
        "GET /v1/communities/{community_id}/board": town.BOARD,
        "GET /v1/communities/{community_id}/board/wishes": board.BoardWishPage(items=[town.BOARD_WISH], next=None),
        "GET /v1/communities/{community_id}/board/commitments": board.BoardCommitmentPage(
            items=[town.BOARD_COMMITMENT], next=None
        ),
    },
)
