"""What the documentation shows of board."""

from gateway import town, town_commitments, town_menu, town_needs, town_organisations, town_service, town_wishes
from gateway.examples.parts import Part
from shared.messages import board
from shared.messages.board_organisations import BoardOrganisationPage

PART = Part(
    answers={
        "GET /v1/communities/{community_id}/board": town_needs.BOARD,
        "GET /v1/communities/{community_id}/board/wishes": board.BoardWishPage(items=[town.BOARD_WISH], next=None),
        "GET /v1/communities/{community_id}/board/needs": board.BoardNeedPage(items=[town_needs.BOARD_NEED], next=None),
        "GET /v1/communities/{community_id}/board/service-records": board.BoardServiceRecordPage(
            items=[town_service.ON_BOARD], next=None
        ),
        "GET /v1/communities/{community_id}/board/menu": board.BoardMenuPage(items=[town_menu.BOARD_ITEM], next=None),
        "GET /v1/board/menu": board.AreaMenuPage(items=[town_menu.AREA_ITEM], next=None),
        "GET /v1/board/organisations": BoardOrganisationPage(items=[town_organisations.ON_BOARD], next=None),
        "GET /v1/communities/{community_id}/board/commitments": board.BoardCommitmentPage(
            items=[town_commitments.BOARD_COMMITMENT, town_wishes.BOARD_COMMITMENT], next=None
        ),
        "GET /v1/board/commitments/{commitment_id}": town_commitments.SHOWN,
    },
)
