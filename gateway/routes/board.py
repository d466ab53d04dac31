"""Routes of the public board, answered without asking a service."""

from gateway import public_board
from gateway.commitment_pages import show_commitment
from gateway.route import Route
from shared.messages import board as m
from shared.messages.board_organisations import BoardOrganisationFilter, BoardOrganisationPage

BOARD = "Board"

ROUTES = (
    Route(
        "GET",
        "/v1/communities/{community_id}/board",
        summary="Show a community's board at a glance.",
        carry_out=public_board.show_summary,
        permission="board.read",
        answer=m.BoardSummary,
        errors={404: ("community.unknown",)},
        tag=BOARD,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/board/wishes",
        m.BoardWishFilter,
        summary="List the wishes on a community's board.",
        carry_out=public_board.list_wishes,
        permission="board.read",
        answer=m.BoardWishPage,
        errors={404: ("community.unknown",)},
        tag=BOARD,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/board/needs",
        m.BoardNeedFilter,
        summary="List the needs on a community's board.",
        carry_out=public_board.list_needs,
        permission="board.read",
        answer=m.BoardNeedPage,
        errors={404: ("community.unknown",)},
        tag=BOARD,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/board/menu",
        m.BoardMenuFilter,
        summary="Browse a community's menu.",
        carry_out=public_board.list_menu,
        permission="board.read",
        answer=m.BoardMenuPage,
        errors={404: ("community.unknown",)},
        tag=BOARD,
    ),
    Route(
        "GET",
        "/v1/board/menu",
        m.AreaMenuFilter,
        summary="Browse the menus of an area.",
        carry_out=public_board.list_area_menu,
        permission="board.read",
        answer=m.AreaMenuPage,
        tag=BOARD,
    ),
    Route(
        "GET",
        "/v1/board/organisations",
        BoardOrganisationFilter,
        summary="List the social organisations that may propose, and those that are banned.",
        carry_out=public_board.list_organisations,
        permission="board.read",
        answer=BoardOrganisationPage,
        tag=BOARD,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/board/commitments",
        m.BoardCommitmentFilter,
        summary="List the public commitments on a community's board.",
        carry_out=public_board.list_commitments,
        permission="board.read",
        answer=m.BoardCommitmentPage,
        errors={404: ("community.unknown",)},
        tag=BOARD,
    ),
    Route(
        "GET",
        "/v1/board/commitments/{commitment_id}",
        summary="Show a public commitment.",
        carry_out=show_commitment,
        permission="board.read",
        answer=m.ShownCommitment,
        has_page=True,
        errors={404: ("commitment.unknown",)},
        tag=BOARD,
    ),
    Route(
        "GET",
        "/v1/communities/{community_id}/board/service-records",
        m.BoardServiceRecordFilter,
        summary="List the service that a community has confirmed, from the day on which its public notice begins.",
        carry_out=public_board.list_service_records,
        permission="board.read",
        answer=m.BoardServiceRecordPage,
        errors={404: ("community.unknown",)},
        tag=BOARD,
    ),
)
