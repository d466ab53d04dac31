import pytest

from gateway.examples import EXAMPLES
from gateway.route import Route
from gateway.routes import ROUTES
from tests.gateway.edge import Edge
from tests.gateway.test_auth import MATRIX, lay_answer_ready, request_of

SHOWN = [route for route in ROUTES if route.message in EXAMPLES]


@pytest.mark.parametrize("route", SHOWN, ids=str)
def test_an_example_is_taken_as_it_stands(edge: Edge, route: Route) -> None:
    lay_answer_ready(edge, route)
    role = MATRIX[str(route)].split()[0].rstrip("*")
    answer = edge.ask(role=None if role == "public" else role, **request_of(route))  # type: ignore[arg-type]

    assert answer.status_code == route.status, answer.text


def test_no_example_is_left_of_a_route_that_is_gone() -> None:
    assert EXAMPLES.keys() == {route.message for route in SHOWN}
