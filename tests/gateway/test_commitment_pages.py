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
