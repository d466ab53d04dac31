"""Routes of engagement: attendance, and records of service."""

from gateway import certificates
from gateway.attendance_codes import SVG, show_attendance_code
from gateway.evidence import PDF
from gateway.route import Route
from shared.messages.engagement import attendance as a, certificates as c, service_records as m

ATTENDANCE = "Attendance"
RECORDS = "Service records"
CERTIFICATES = "Certificates"
OWN = {403: ("attendance.not_yours",), 404: ("attendance.unknown",)}
OWN_RECORD = {403: ("service_record.not_yours",), 404: ("service_record.unknown",)}

COMING = (
    Route(
        "POST",
        "/v1/menu-items/{menu_item_id}/attendance-code",
        a.BeginAttendanceCode,
        summary="Have codes be shown at an activity or a post, or new ones.",
        answer=a.AttendanceCode,
        errors={403: ("menu_item.not_yours",), 404: ("menu_item.unknown",), 409: ("menu_item.not_open",)},
        tag=ATTENDANCE,
    ),
    Route(
        "GET",
        "/v1/menu-items/{menu_item_id}/attendance-code",
        a.ShowAttendanceCode,
        summary="Show the code of the place, which changes every 30 seconds.",
        carry_out=show_attendance_code,
        answer=a.AttendanceCode,
        files=(SVG,),
        errors={403: ("menu_item.not_yours",), 404: ("menu_item.unknown",), 409: ("attendance_code.none",)},
        tag=ATTENDANCE,
    ),
    Route(
        "POST",
        "/v1/place-claims/{place_claim_id}/check-in",
        a.CheckIn,
        summary="Say that you have come, by the code of the place or without.",
        answer=a.Attendance,
        errors={
            403: ("place_claim.not_yours",),
            404: ("place_claim.unknown",),
            409: ("place_claim.not_held", "attendance.outside_window", "attendance.tries_used_up"),
            422: ("attendance.member_needed", "attendance.at_out_of_range"),
        },
        tag=ATTENDANCE,
    ),
    Route(
        "GET",
        "/v1/attendances",
        a.ListAttendances,
        summary="List the attendances that concern you.",
        answer=a.AttendancePage,
        tag=ATTENDANCE,
    ),
    Route(
        "GET",
        "/v1/attendances/{attendance_id}",
        a.ShowAttendance,
        summary="Show an attendance.",
        answer=a.Attendance,
        errors=OWN,
        tag=ATTENDANCE,
    ),
    Route(
        "POST",
        "/v1/attendances/{attendance_id}/check-out",
        a.CheckOut,
        summary="Say that you go, by the code of the place or without.",
        answer=a.Attendance,
        errors=OWN
        | {
            409: ("attendance.outside_window", "attendance.tries_used_up", "attendance.decided"),
            422: ("attendance.at_out_of_range",),
        },
        tag=ATTENDANCE,
    ),
)
DONE = (
    Route(
        "POST",
        "/v1/communities/{community_id}/service-records",
        m.RecordService,
        summary="Record what somebody did.",
        status=201,
        answer=m.ServiceRecord,
        location="/v1/service-records/{id}",
        errors={
            403: ("community.not_yours", "place_claim.not_yours", "claim.not_yours"),
            404: ("place_claim.unknown", "claim.unknown"),
            409: ("claim.not_confirmed", "service_record.exists", "service_record.overlaps"),
            422: ("service_record.unfit", "service_record.times_unfit"),
        },
        tag=RECORDS,
    ),
    Route(
        "POST",
        "/v1/communities/{community_id}/service-records/confirmations",
        m.ConfirmServiceRecords,
        summary="Confirm many records at once; their public notice begins.",
        answer=m.ServiceConfirmations,
        errors={403: ("community.not_yours",)},
        tag=RECORDS,
    ),
    Route(
        "GET",
        "/v1/service-records",
        m.ListServiceRecords,
        summary="List the records of service that concern you.",
        answer=m.ServiceRecordPage,
        tag=RECORDS,
    ),
    Route(
        "GET",
        "/v1/service-records/{service_record_id}",
        m.ShowServiceRecord,
        summary="Show a record of service.",
        answer=m.ServiceRecord,
        errors=OWN_RECORD,
        tag=RECORDS,
    ),
    Route(
        "GET",
        "/v1/service-records/{service_record_id}/steps",
        m.ListServiceSteps,
        summary="List what has happened to a record.",
        answer=m.ServiceSteps,
        errors=OWN_RECORD,
        tag=RECORDS,
    ),
    Route(
        "POST",
        "/v1/service-records/{service_record_id}/dispute",
        m.DisputeServiceRecord,
        summary="Say that a record in its public notice isn't right.",
        answer=m.ServiceRecord,
        heeds_if_match=True,
        errors=OWN_RECORD
        | {409: ("service_record.not_in_step", "service_record.notice_over", "service_record.disputed_before")},
        tag=RECORDS,
    ),
    Route(
        "POST",
        "/v1/service-records/{service_record_id}/upholding",
        m.UpholdServiceRecord,
        summary="Find that a disputed record is right.",
        answer=m.ServiceRecord,
        heeds_if_match=True,
        errors=OWN_RECORD | {409: ("service_record.not_in_step",)},
        tag=RECORDS,
    ),
    Route(
        "POST",
        "/v1/service-records/{service_record_id}/correction",
        m.CorrectServiceRecord,
        summary="Put another record in the place of one that isn't right.",
        status=201,
        answer=m.ServiceRecord,
        location="/v1/service-records/{id}",
        heeds_if_match=True,
        errors=OWN_RECORD
        | {
            409: ("service_record.not_in_step", "service_record.overlaps"),
            422: ("service_record.times_unfit",),
        },
        tag=RECORDS,
    ),
    Route(
        "POST",
        "/v1/service-records/{service_record_id}/voiding",
        m.VoidServiceRecord,
        summary="Let a record count no more, and say why.",
        answer=m.ServiceRecord,
        heeds_if_match=True,
        errors=OWN_RECORD | {409: ("service_record.not_in_step",)},
        tag=RECORDS,
    ),
)
CERTIFIED = (
    Route(
        "GET",
        "/v1/members/{member_id}/service-hours",
        c.ShowServiceHours,
        summary="Show how long a member has served, and their stars.",
        answer=c.ServiceHours,
        errors={403: ("member.not_yours",)},
        tag=CERTIFICATES,
    ),
    Route(
        "POST",
        "/v1/communities/{community_id}/certificates",
        c.RequestCertificate,
        summary="Ask for a certificate of what you have served at a community.",
        status=201,
        answer=c.Certificate,
        location="/v1/certificates/{id}",
        errors={
            409: ("certificate.requested", "certificate.nothing_served", "community.unknown", "member.unknown"),
            422: ("certificate.days_unfit",),
        },
        tag=CERTIFICATES,
    ),
    Route(
        "GET",
        "/v1/certificates",
        c.ListCertificates,
        summary="List the certificates that concern you.",
        answer=c.CertificatePage,
        tag=CERTIFICATES,
    ),
    Route(
        "GET",
        "/v1/certificates/{certificate_id}",
        c.ShowCertificate,
        summary="Show a certificate, also as a PDF.",
        carry_out=certificates.show_certificate,
        answer=c.Certificate,
        files=(PDF,),
        errors={
            403: ("certificate.not_yours", "member.not_yours"),
            404: ("certificate.unknown", "member.unknown"),
            409: ("certificate.not_issued", "certificate.name_not_printable"),
        },
        tag=CERTIFICATES,
    ),
    Route(
        "POST",
        "/v1/certificates/{certificate_id}/revocation",
        c.RevokeCertificate,
        summary="Don't issue a certificate, or revoke it, and say why.",
        answer=c.Certificate,
        heeds_if_match=True,
        errors={
            403: ("certificate.not_yours",),
            404: ("certificate.unknown",),
            409: ("certificate.not_in_step",),
        },
        tag=CERTIFICATES,
    ),
    Route(
        "GET",
        "/certificates/{token}",
        c.VerifyCertificate,
        summary="Check a certificate.",
        carry_out=certificates.verify_certificate,
        answer=c.CertificateVerification,
        has_page=True,
        errors={404: ("certificate.unknown",)},
        tag=CERTIFICATES,
    ),
)
ROUTES = (*COMING, *DONE, *CERTIFIED)
