import re

import pytest

from gateway.catalogue import CATALOGUE
from tests.gateway.edge import Edge


def test_the_viewer_brings_all_that_it_needs_along(edge: Edge) -> None:
    answer = edge.get("/docs")
    links = re.findall(r'(?:src|href)="([^"]+)"', answer.text)

    assert answer.content_type == "text/html; charset=utf-8"
    assert len(links) >= 5
    assert [edge.get(link).status_code for link in links] == [200] * len(links)
    assert edge.get("/docs/viewer.js").text.count("http") == 0


@pytest.mark.parametrize("path", ["/docs", "/docs/errors"])
def test_pages_run_nothing_but_their_own_files(edge: Edge, path: str) -> None:
    answer = edge.get(path)
    policy = answer.headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script>|<style>|style=|onload=", answer.text)


def test_the_error_page_has_an_anchor_for_every_code(edge: Edge) -> None:
    page = edge.get("/docs/errors").text

    assert [code for code in CATALOGUE if f'id="{code}"' not in page] == []
    assert "需要访问令牌" in page
    assert "Somebody has claimed this wish" in page


@pytest.mark.parametrize("path", ["/docs", "/docs/errors", "/docs/swagger-ui.css", "/openapi.json"])
def test_a_page_that_the_reader_holds_is_not_sent_again(edge: Edge, path: str) -> None:
    first = edge.get(path)
    again = edge.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("name", ["LICENSE", "swagger-ui.js", "app.py", "viewer.html", "..", "oauth2-redirect.html"])
def test_nothing_but_the_viewers_parts_is_given_out(edge: Edge, name: str) -> None:
    assert edge.get(f"/docs/{name}").status_code == 404
