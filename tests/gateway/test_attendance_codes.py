"""The code of a place, as JSON and as a picture."""

from xml.etree import ElementTree

import pytest

from gateway import town_service as town
from gateway.examples import as_json
from tests.gateway.edge import THING, Edge

PATH = f"/v1/menu-items/{THING}/attendance-code"
SVG = "image/svg+xml"


@pytest.mark.parametrize("accept", ["application/json", "*/*", "text/html"])
def test_a_code_is_json_unless_a_picture_is_asked_for(edge: Edge, accept: str) -> None:
    edge.client.answers["attendance_code.show"] = as_json(town.SHOWN)
    answer = edge.get(PATH, "community", headers={"Accept": accept})

    assert answer.json == as_json(town.SHOWN)
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("no-store", "Accept")


def test_a_picture_is_a_qr_code_that_is_asked_for_anew_when_the_code_changes(edge: Edge) -> None:
    edge.client.answers["attendance_code.show"] = as_json(town.SHOWN)
    answer = edge.get(PATH, "community", headers={"Accept": SVG})
    root = ElementTree.fromstring(answer.text)  # noqa: S314 (our own)

    assert (answer.content_type, answer.headers["Refresh"], answer.headers["Cache-Control"]) == (SVG, "21", "no-store")
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert town.CODE not in answer.text


def test_another_code_is_another_picture(edge: Edge) -> None:
    pictures = set()
    for code in ("408215", "408216"):
        edge.client.answers["attendance_code.show"] = as_json(town.SHOWN) | {"text": f"linli:attendance/{THING}/{code}"}
        pictures.add(edge.get(PATH, "community", headers={"Accept": SVG}).text)

    assert len(pictures) == 2
