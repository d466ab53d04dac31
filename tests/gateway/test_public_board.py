import pytest

from tests.gateway.edge import OTHER, OWN, Edge
from tests.harness import TENANT

BOARD = f"/v1/communities/{OWN}/board"


def test_the_board_is_read_without_asking_a_service(edge: Edge) -> None:
    answer = edge.get(BOARD)

    assert (answer.status_code, answer.json["name"], edge.client.calls) == (200, "梧桐里社区", [])
    assert answer.headers["Cache-Control"] == "public, max-age=5"


@pytest.mark.parametrize("part", ["", "/wishes", "/commitments"])
def test_a_community_without_a_board_is_unknown(edge: Edge, part: str) -> None:
    answer = edge.get(f"/v1/communities/{OTHER}/board{part}")

    assert (answer.status_code, answer.json["code"]) == (404, "community.unknown")


@pytest.mark.parametrize("path", [BOARD, f"{BOARD}/wishes", f"{BOARD}/commitments"])
def test_who_holds_what_stands_there_is_told_so(edge: Edge, path: str) -> None:
    tag = edge.get(path).headers["ETag"]
    again = edge.get(path, headers={"If-None-Match": tag})
    other = edge.get(path, headers={"If-None-Match": '"other"'})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Cache-Control"] == "public, max-age=5"
    assert other.status_code == 200


def test_wishes_are_asked_for_by_state_and_category(edge: Edge) -> None:
    edge.get(f"{BOARD}/wishes", query_string={"state": "claimed", "category": "维修", "after": OTHER, "limit": "5"})

    asked = {"state": "claimed", "category": "维修", "beneficiary_kind": None, "after": OTHER, "limit": 5}
    assert edge.board.asked == asked


def test_what_is_not_asked_for_is_left_open(edge: Edge) -> None:
    edge.get(f"{BOARD}/wishes")
    wishes = edge.board.asked
    edge.get(f"{BOARD}/commitments")

    assert wishes == {"state": None, "category": None, "beneficiary_kind": None, "after": None, "limit": 50}
    assert edge.board.asked == {"state": None, "kind": None, "after": None, "limit": 50}


@pytest.mark.parametrize("part", ["wishes", "commitments"])
def test_a_page_links_to_the_next(edge: Edge, part: str) -> None:
    edge.board.next = "abc"

    assert edge.get(f"{BOARD}/{part}?limit=1").headers["Link"] == f'<{BOARD}/{part}?limit=1&after=abc>; rel="next"'


def test_the_menus_of_the_one_tenant_are_browsed_without_its_being_named(edge: Edge) -> None:
    answer = edge.get("/v1/board/menu", query_string={"skill": "电工"})
    alone = edge.board.asked["tenant_id"]
    edge.board.towns[OTHER] = []
    several = edge.get("/v1/board/menu")
    named = edge.get("/v1/board/menu", query_string={"tenant_id": OTHER})

    assert (answer.status_code, alone) == (200, TENANT)
    assert (several.status_code, several.json["errors"][0]["pointer"]) == (422, "#/tenant_id")
    assert (named.status_code, edge.board.asked["tenant_id"]) == (200, OTHER)
