"""By which numbers organisations are reached, and by which their staff sign in."""

from typing import Any

import pytest

from shared.messages import membership as m
from tests.gateway.edge import OWN, THING, Edge, sample

CONTACTS = f"/v1/organisations/{OWN}/contacts"
APPOINTMENTS = f"/v1/organisations/{OWN}/appointments"
CONTACT = f"/v1/contacts/{THING}"
PHONE = f"/v1/appointments/{THING}/phone"
LANDLINES = ("0431-88887777", "043188887777", "0431-88887777-801", "043188887777-801", "+86 431 88887777", "12345-6")
MOBILE = "13800138000"
NO_NUMBERS = (
    "",
    "12345",
    "0431/88887777",
    "88887777转801",
    "０４３１-88887777",
    "0431-88887777-80123456",
    88887777,
)
Request = tuple[str, str, dict[str, Any]]

TO_CALL: tuple[Request, ...] = (("POST", CONTACTS, {"name": "办公室"}), ("PATCH", CONTACT, {}))
TO_SIGN_IN: tuple[Request, ...] = (
    ("POST", APPOINTMENTS, {"office": "staff", "name": "周敏"}),
    ("PUT", PHONE, {}),
)


@pytest.fixture
def edge(edge: Edge) -> Edge:
    contact, appointment = sample(m.Contact), sample(m.Appointment)
    edge.client.answers = {
        m.AddContact.topic: contact,
        m.EditContact.topic: contact,
        m.MakeAppointment.topic: appointment,
        m.SetAppointmentPhone.topic: appointment,
    }
    return edge


def give(edge: Edge, request: Request, phone: Any) -> Any:
    method, path, body = request
    headers = {} if method == "POST" else {"If-Match": '"v1"'}
    return edge.ask(method, path, "community", json=body | {"phone": phone}, headers=headers)


@pytest.mark.parametrize("phone", [*LANDLINES, MOBILE])
@pytest.mark.parametrize("request_", TO_CALL, ids=lambda one: one[0])
def test_an_organisation_is_reached_by_any_telephone(edge: Edge, request_: Request, phone: str) -> None:
    answer = give(edge, request_, phone)

    assert answer.status_code < 300
    assert edge.last_call.data["phone"] == phone


@pytest.mark.parametrize("phone", NO_NUMBERS)
@pytest.mark.parametrize("request_", TO_CALL, ids=lambda one: one[0])
def test_what_is_no_telephone_number_is_refused(edge: Edge, request_: Request, phone: Any) -> None:
    answer = give(edge, request_, phone)

    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/phone")
    assert edge.client.calls == []


@pytest.mark.parametrize("phone", LANDLINES)
@pytest.mark.parametrize("request_", TO_SIGN_IN, ids=lambda one: one[0])
def test_staff_sign_in_by_what_takes_messages(edge: Edge, request_: Request, phone: str) -> None:
    refused = give(edge, request_, phone)

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "#/phone")
    assert give(edge, request_, MOBILE).status_code < 300
