"""What the documentation shows of attendance and records of service."""

from gateway import town_menu, town_service as town
from gateway.examples.parts import Part
from shared.messages.engagement import attendance, certificates, service_records

PART = Part(
    requests={
        attendance.BeginAttendanceCode: {},
        attendance.CheckIn: {"code": town.CODE},
        attendance.CheckOut: {"code": town.CODE, "at": "2026-12-26T10:40:00+08:00"},
        service_records.RecordService: {
            "place_claim_id": town_menu.PLACE_CLAIM_ID,
            "starts_at": "2026-12-26T09:00:00+08:00",
            "ends_at": "2026-12-26T10:40:00+08:00",
            "people_served": 36,
        },
        service_records.ConfirmServiceRecords: {
            "record_ids": [town.RECORD_ID],
            "person_in_charge": town.CONFIRMED.person_in_charge,
            "quality": town.CONFIRMED.quality,
            "people_served": 36,
        },
        service_records.DisputeServiceRecord: {"reason": town.DISPUTE_REASON},
        service_records.UpholdServiceRecord: {"reason": town.UPHELD_REASON},
        service_records.CorrectServiceRecord: {
            "reason": town.CORRECTION_REASON,
            "ends_at": "2026-12-26T10:30:00+08:00",
        },
        certificates.RequestCertificate: {"from_on": "2026-01-01", "until_on": "2026-12-31"},
        certificates.RevokeCertificate: {"reason": town.REVOKED.ended_because},
        service_records.VoidServiceRecord: {"reason": town.VOIDED.voided_because},
    },
    answers={
        "GET /v1/members/{member_id}/service-hours": town.HOURS,
        "POST /v1/communities/{community_id}/certificates": town.REQUESTED,
        "GET /v1/certificates": certificates.CertificatePage(items=[town.ISSUED], next=None),
        "GET /v1/certificates/{certificate_id}": town.ISSUED,
        "POST /v1/certificates/{certificate_id}/revocation": town.REVOKED,
        "GET /certificates/{token}": town.CHECKED,
        "POST /v1/menu-items/{menu_item_id}/attendance-code": town.SHOWN,
        "GET /v1/menu-items/{menu_item_id}/attendance-code": town.SHOWN,
        "POST /v1/place-claims/{place_claim_id}/check-in": town.CAME,
        "GET /v1/attendances": attendance.AttendancePage(items=[town.WENT], next=None),
        "GET /v1/attendances/{attendance_id}": town.WENT,
        "POST /v1/attendances/{attendance_id}/check-out": town.WENT,
        "POST /v1/communities/{community_id}/service-records": town.BY_COMMUNITY,
        "POST /v1/communities/{community_id}/service-records/confirmations": town.CONFIRMATIONS,
        "GET /v1/service-records": service_records.ServiceRecordPage(items=[town.CONFIRMED], next=None),
        "GET /v1/service-records/{service_record_id}": town.CONFIRMED,
        "GET /v1/service-records/{service_record_id}/steps": town.STEPS,
        "POST /v1/service-records/{service_record_id}/dispute": town.DISPUTED,
        "POST /v1/service-records/{service_record_id}/upholding": town.UPHELD,
        "POST /v1/service-records/{service_record_id}/correction": town.CORRECTION,
        "POST /v1/service-records/{service_record_id}/voiding": town.VOIDED,
    },
    path_ids={
        "certificate_id": town.CERTIFICATE_ID,
        "attendance_id": town.ATTENDANCE_ID,
        "service_record_id": town.RECORD_ID,
    },
    faults={
        "certificate.days_unfit": (
            "#/until_on",
            "out_of_range",
            "Takes no day before the first, and none to come.",
        ),
        "attendance.member_needed": ("#/member_id", "missing", "Several come by this claim: say who."),
        "attendance.at_out_of_range": ("#/at", "out_of_range", "Takes an instant of the last 48 hours."),
        "service_record.unfit": ("#/member_id", "invalid", "Takes one of those who come by this claim."),
        "service_record.times_unfit": ("#/ends_at", "out_of_range", "Takes an instant that is over."),
    },
)
