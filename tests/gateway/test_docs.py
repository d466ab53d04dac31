import re

import pytest

from gateway.handbook import PAGES
from tests.gateway.edge import Edge


def test_the_viewer_brings_all_that_it_needs_along(edge: Edge) -> None:
    answer = edge.get("/docs")
    links = re.findall(r'(?:src|href)="([^"]+)"', answer.text)

    assert answer.content_type == "text/html; charset=utf-8"
    assert len(links) >= 5
    assert [edge.get(link).status_code for link in links] == [200] * len(links)
    assert edge.get("/docs/viewer.js").text.count("http") == 0


@pytest.mark.parametrize("path", ["/", "/docs/"])
def test_who_begins_at_the_root_is_led_to_the_documentation(edge: Edge, path: str) -> None:
    answer = edge.get(path)

    assert (answer.status_code, answer.headers["Location"], answer.data) == (302, "/docs", b"")
    assert edge.post(path).status_code == 405
    assert edge.get("/docs").status_code == 200


def test_the_description_leads_to_the_pages_beside_it(edge: Edge) -> None:
    links = re.findall(r"\]\((/[^)]+)\)", edge.get("/openapi.json").json["info"]["description"])

    assert links == [
        "/docs/errors",
        "/docs/events",
        "/docs/states",
        "/docs/webhooks",
        "/docs/scim",
        "/docs/departments",
        "/docs/organisations",
    ]
    assert [edge.get(link).status_code for link in links] == [200] * 7


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_nothing_but_their_own_files(edge: Edge, path: str) -> None:
    answer = edge.get(path)
    policy = answer.headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script>|<style>|style=|onload=", answer.text)


@pytest.mark.parametrize("path", ["/docs", "/docs/events", "/docs/swagger-ui.css", "/openapi.json", "/asyncapi.json"])
def test_a_page_that_the_reader_holds_is_not_sent_again(edge: Edge, path: str) -> None:
    first = edge.get(path)
    again = edge.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("name", ["LICENSE", "swagger-ui.js", "app.py", "viewer.html", "..", "oauth2-redirect.html"])
def test_nothing_but_the_viewers_parts_is_given_out(edge: Edge, name: str) -> None:
    assert edge.get(f"/docs/{name}").status_code == 404


def test_nothing_on_a_page_is_wider_than_a_narrow_screen(edge: Edge) -> None:
    """Long names break and the links wrap; code that stands in lines of its own scrolls."""
    css = edge.get("/docs/pages.css").text

    assert "code { overflow-wrap: anywhere; }" in css
    assert "flex-wrap: wrap" in css
    assert "pre { overflow-x: auto; }" in css
