from datetime import UTC, datetime

import pytest

from tests.gateway.edge import OTHER, OWN, Edge

FROM_BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
PATH = f"/v1/board/commitments/{OWN}"


def page(edge: Edge, path: str = PATH, language: str = "zh") -> str:
    answer = edge.get(path, headers=FROM_BROWSER | {"Accept-Language": language})

    assert answer.content_type == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Accept" in answer.headers["Vary"]
    return answer.text


def test_a_commitment_is_shown_to_everybody_without_asking_a_service(edge: Edge) -> None:
    answer = edge.get(PATH)

    assert (answer.status_code, answer.json["state"], edge.client.calls) == (200, "kept", [])
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("public, max-age=5", "Accept")
    assert edge.get(PATH, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert not {"member_id", "unit_id"} & answer.json.keys()


def test_a_browser_gets_a_page_in_its_language_with_a_code_that_leads_to_it(edge: Edge) -> None:
    chinese, english = page(edge), page(edge, language="en")

    for told in ("梧桐里社区", "十二月五日前修好三楼的灯。", "微心愿", "2026年12月5日", "已兑现"):
        assert told in chinese
    for told in ("a wish", "December 5, 2026", "kept", f"http://127.0.0.1:8000{PATH}", "<svg"):
        assert told in english


def test_what_there_is_not_is_unknown_to_programs_and_browsers(edge: Edge) -> None:
    path = f"/v1/board/commitments/{OTHER}"
    answer = edge.get(path)

    assert (answer.status_code, answer.json["code"]) == (404, "commitment.unknown")
    assert "没有这项承诺" in page(edge, path)


def test_a_deadline_is_told_with_its_hour_and_what_it_was_put_off_from(edge: Edge) -> None:
    board = edge.tools.board
    found = board.commitment(OWN)
    assert found is not None
    put_off = found | {"extended_from": datetime(2026, 11, 30, 10, 30, tzinfo=UTC)}
    board.commitment = lambda _: put_off  # type: ignore[method-assign]

    assert "已延期，原期限</th><td>2026年11月30日 18:30" in page(edge)
    board.commitment = lambda _: found  # type: ignore[method-assign]
    assert "已延期" not in page(edge)


@pytest.mark.parametrize(
    "state, colour",
    [("open", "live"), ("kept", "live"), ("partly", "mixed"), ("released", "mixed"), ("broken", "over")],
)
def test_what_isnt_kept_as_a_whole_isnt_green(edge: Edge, state: str, colour: str) -> None:
    found = edge.tools.board.commitment(OWN)
    assert found is not None
    edge.tools.board.commitment = lambda _: found | {"state": state}  # type: ignore[method-assign]

    assert f'<p class="{colour}">' in page(edge)
