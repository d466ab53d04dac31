"""What the documentation shows of contacts and appointments."""

from gateway import town, town_access
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
        membership.AddContact: {
            "name": "周敏",
            "duty": "社区党务工作者",
            "phone": "0571-88881234-801",
            "email": "wutongli@example.org",
        },
        membership.EditContact: {"duty": "社区党委副书记"},
        membership.MakeAppointment: {
            "office": "part_time_committee_member",
            "member_id": town.MEMBER_ID,
            "since": "2026-12-06",
            "until": "2029-12-05",
        },
        membership.SetAppointmentPhone: {"phone": "13800138000"},
        membership.EndAppointment: {"reason": "工作调动"},
    },
    answers={
        "POST /v1/organisations/{organisation_id}/contacts": town.CONTACT,
        "GET /v1/organisations/{organisation_id}/contacts": membership.ContactPage(items=[town.CONTACT], next=None),
        "PATCH /v1/contacts/{contact_id}": town.EDITED_CONTACT,
        "POST /v1/organisations/{organisation_id}/appointments": town.APPOINTMENT,
        "GET /v1/organisations/{organisation_id}/appointments": membership.AppointmentPage(
            items=[town.APPOINTMENT], next=None
        ),
        "GET /v1/appointments/{appointment_id}": town.APPOINTMENT,
        "PUT /v1/appointments/{appointment_id}/phone": town_access.STAFF_APPOINTMENT,
        "POST /v1/appointments/{appointment_id}/end": town.ENDED_APPOINTMENT,
    },
    path_ids={
        "contact_id": town.CONTACT_ID,
        "appointment_id": town.APPOINTMENT_ID,
    },
)
