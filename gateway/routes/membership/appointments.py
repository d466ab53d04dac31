"""Routes of membership: contacts of organisations, and who is appointed at them."""

from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Contacts and appointments"
NOT_YOURS = ("organisation.not_yours", REVOKED)

ROUTES = (
    Route(
        "POST",
        "/v1/organisations/{organisation_id}/contacts",
        m.AddContact,
        summary="Keep whom an organisation can be asked by.",
        status=201,
        answer=m.Contact,
        errors={403: NOT_YOURS, 404: ("organisation.unknown",), 409: ("organisation.closed",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/organisations/{organisation_id}/contacts",
        m.ListContacts,
        summary="List an organisation's contacts.",
        answer=m.ContactPage,
        errors={403: ("organisation.not_yours",), 404: ("organisation.unknown",)},
        tag=TAG,
    ),
    Route(
        "PATCH",
        "/v1/contacts/{contact_id}",
        m.EditContact,
        summary="Change a contact.",
        answer=m.Contact,
        heeds_if_match=True,
        errors={403: NOT_YOURS, 404: ("contact.unknown",), 409: ("organisation.closed",)},
        tag=TAG,
    ),
    Route(
        "DELETE",
        "/v1/contacts/{contact_id}",
        m.RemoveContact,
        summary="Forget a contact.",
        status=204,
        heeds_if_match=True,
        errors={403: NOT_YOURS, 404: ("contact.unknown",), 409: ("organisation.closed",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/organisations/{organisation_id}/appointments",
        m.MakeAppointment,
        summary="Appoint somebody at an organisation.",
        status=201,
        answer=m.Appointment,
        location="/v1/appointments/{id}",
        errors={
            403: NOT_YOURS,
            404: ("organisation.unknown", "member.unknown"),
            409: ("organisation.closed", "appointment.exists"),
            422: ("request.unfit",),
        },
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/organisations/{organisation_id}/appointments",
        m.ListAppointments,
        summary="List who serves or has served at an organisation.",
        answer=m.AppointmentPage,
        errors={403: ("organisation.not_yours",), 404: ("organisation.unknown",)},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/appointments/{appointment_id}",
        m.ShowAppointment,
        summary="Show an appointment.",
        answer=m.Appointment,
        errors={403: ("organisation.not_yours",), 404: ("appointment.unknown",)},
        tag=TAG,
    ),
    Route(
        "PUT",
        "/v1/appointments/{appointment_id}/phone",
        m.SetAppointmentPhone,
        summary="Give the phone by which staff sign in, or take it away.",
        answer=m.Appointment,
        heeds_if_match=True,
        errors={
            403: NOT_YOURS,
            404: ("appointment.unknown",),
            409: ("organisation.closed", "appointment.already_ended"),
            422: ("request.unfit",),
        },
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/appointments/{appointment_id}/end",
        m.EndAppointment,
        summary="End an appointment early.",
        answer=m.Appointment,
        heeds_if_match=True,
        errors={403: NOT_YOURS, 404: ("appointment.unknown",), 409: ("appointment.already_ended",)},
        tag=TAG,
    ),
)
