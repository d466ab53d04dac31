"""Who comes to what the little town plans, and what is recorded of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town, town_menu
from shared.messages import board
from shared.messages.declare import Event
from shared.messages.engagement import attendance, certificates, service_record_events as events, service_records

ATTENDANCE_ID, RECORD_ID, CORRECTION_ID, CERTIFICATE_ID = map(town.id_of, range(0x90, 0x94))
CODE = "408215"


def _on(day: int, hour: int, minute: int = 0, *, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


SHOWN = attendance.AttendanceCode(
    menu_item_id=town_menu.ACTIVITY_ID,
    code=CODE,
    text=f"linli:attendance/{town_menu.ACTIVITY_ID}/{CODE}",
    seconds_left=21,
)
CAME = attendance.Attendance(
    id=ATTENDANCE_ID,
    menu_item_id=town_menu.ACTIVITY_ID,
    place_claim_id=town_menu.PLACE_CLAIM_ID,
    community_id=town.COMMUNITY_ID,
    kind="activity",
    member_id=town.MEMBER_ID,
    unit_id=town.UNIT_ID,
    state="open",
    starts_at=_on(26, 1),
    ends_at=_on(26, 3),
    closes_at=_on(26, 3, 30),
    checked_in_at=_on(26, 0, 52),
    checked_in_by="code",
    checked_out_at=None,
    checked_out_by=None,
    is_unclosed=False,
    wrong_codes=0,
    project_id=None,
    version=1,
)
WENT = replace(CAME, state="closed", checked_out_at=_on(26, 2, 40), checked_out_by="code", version=2)
RECORDED = service_records.ServiceRecord(
    id=RECORD_ID,
    community_id=town.COMMUNITY_ID,
    member_id=town.MEMBER_ID,
    unit_id=town.UNIT_ID,
    origin="attendance",
    attested_by="code",
    is_unclosed=False,
    menu_item_id=town_menu.ACTIVITY_ID,
    place_claim_id=town_menu.PLACE_CLAIM_ID,
    attendance_id=ATTENDANCE_ID,
    claim_id=None,
    state="recorded",
    title=town_menu.EDITED.title,
    location=town_menu.EDITED.location,
    starts_at=_on(26, 1),
    ends_at=_on(26, 2, 40),
    minutes=100,
    served_on=date(2026, 12, 26),
    content=town_menu.EDITED.description,
    people_served=None,
    quality=None,
    person_in_charge=None,
    recorded_by="member",
    recorder_id=None,
    recorded_at=_on(26, 2, 40),
    confirmed_at=None,
    notice_ends_at=None,
    final_at=None,
    corrects_id=None,
    voided_because=None,
    project_id=None,
    version=1,
)
BY_COMMUNITY = replace(
    RECORDED, origin="community", attested_by="staff", attendance_id=None, recorded_by="community", people_served=36
)
CONFIRMED = replace(
    RECORDED,
    state="confirmed",
    people_served=36,
    quality="good",
    person_in_charge="王建国",
    recorded_by="community",
    confirmed_at=_on(27, 1),
    notice_ends_at=_on(30, 16),
    version=2,
)
DISPUTED = replace(CONFIRMED, state="disputed", version=3)
UPHELD = replace(DISPUTED, state="confirmed", notice_ends_at=datetime(2027, 1, 4, 16, tzinfo=UTC), version=4)
CORRECTION = replace(
    CONFIRMED,
    id=CORRECTION_ID,
    attested_by="staff",
    ends_at=_on(26, 2, 30),
    minutes=90,
    confirmed_at=_on(28, 2),
    notice_ends_at=_on(31, 16),
    corrects_id=RECORD_ID,
    version=2,
)
VOIDED = replace(CONFIRMED, state="voided", voided_because="与另一条记录重复。", version=3)
DISPUTE_REASON = "我十点半就离开了，记录到十点四十。"
UPHELD_REASON = "已与签到表核对，时间无误。"
CORRECTION_REASON = "按签到表更正结束时间。"
STEPS = service_records.ServiceSteps(
    items=[
        service_records.ServiceStep(kind="recorded", role="member", reason=None, at=_on(26, 2, 40)),
        service_records.ServiceStep(kind="confirmed", role="community", reason=None, at=_on(27, 1)),
        service_records.ServiceStep(kind="disputed", role="member", reason=DISPUTE_REASON, at=_on(27, 12)),
    ]
)
CONFIRMATIONS = service_records.ServiceConfirmations(
    confirmed=1,
    refused=0,
    notice_ends_at=_on(30, 16),
    records=[service_records.ServiceConfirmation(record_id=RECORD_ID, outcome="confirmed", code=None)],
)
HOURS = certificates.ServiceHours(
    member_id=town.MEMBER_ID,
    minutes=6_480,
    records=52,
    waiting_minutes=100,
    star_level=1,
    minutes_to_next_star=11_520,
)
REQUESTED = certificates.Certificate(
    id=CERTIFICATE_ID,
    community_id=town.COMMUNITY_ID,
    community_name=town.COMMUNITY.name,
    member_id=town.MEMBER_ID,
    unit_id=town.UNIT_ID,
    state="requested",
    from_on=date(2026, 1, 1),
    until_on=date(2026, 12, 31),
    minutes=6_480,
    records=52,
    requested_at=datetime(2027, 1, 4, 2, tzinfo=UTC),
    notice_ends_at=datetime(2027, 1, 11, 16, tzinfo=UTC),
    number=None,
    issued_at=None,
    is_affected=False,
    ended_because=None,
    verification_path=None,
    version=2,
)
ISSUED = replace(
    REQUESTED,
    state="issued",
    number="ZM-LJ-0102-2027-000001",
    issued_at=datetime(2027, 1, 11, 16, tzinfo=UTC),
    verification_path="/certificates/q3Jv9tKfZ0a2mXw5LrYc8g",
    version=3,
)
REVOKED = replace(ISSUED, state="revoked", ended_because="其中一条记录有误，请重新申请。", version=4)
CHECKED = certificates.CertificateVerification(
    number=str(ISSUED.number),
    community_name=town.COMMUNITY.name,
    from_on=ISSUED.from_on,
    until_on=ISSUED.until_on,
    minutes=ISSUED.minutes,
    issued_at=datetime(2027, 1, 11, 16, tzinfo=UTC),
    is_good=True,
    is_affected=False,
)
ON_BOARD = board.BoardServiceRecord(
    id=RECORD_ID,
    title=CONFIRMED.title,
    location=CONFIRMED.location,
    served_on=CONFIRMED.served_on,
    minutes=CONFIRMED.minutes,
    state="confirmed",
    corrects_id=None,
    notice_ends_at=_on(30, 16),
    confirmed_at=_on(27, 1),
    changed_at=_on(27, 1),
)
OF_MEMBER: dict[str, Any] = {
    "community_id": town.COMMUNITY_ID,
    "member_id": town.MEMBER_ID,
    "unit_id": town.UNIT_ID,
}
OF_RECORD: dict[str, Any] = {"service_record_id": RECORD_ID, **OF_MEMBER}
OF_CERTIFICATE: dict[str, Any] = {"certificate_id": CERTIFICATE_ID, **OF_MEMBER}
OF_COMING: dict[str, Any] = {"attendance_id": ATTENDANCE_ID, "menu_item_id": town_menu.ACTIVITY_ID, **OF_MEMBER}
SERVED: dict[str, Any] = {"served_on": CONFIRMED.served_on, "minutes": CONFIRMED.minutes}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (_on(26, 0, 52), attendance.CheckedIn(**OF_COMING, checked_in_at=CAME.checked_in_at, means="code")),
    (
        _on(26, 2, 40),
        attendance.CheckedOut(**OF_COMING, is_unclosed=False, checked_out_at=WENT.checked_out_at),
    ),
    (_on(26, 2, 40), events.ServiceRecorded(**OF_RECORD, **SERVED, origin="attendance", title=RECORDED.title)),
    (
        _on(27, 1),
        events.ServiceConfirmed(
            **OF_RECORD,
            **SERVED,
            title=CONFIRMED.title,
            location=CONFIRMED.location,
            notice_ends_at=_on(30, 16),
            corrects_id=None,
        ),
    ),
    (_on(27, 12), events.ServiceDisputed(**OF_RECORD)),
    (_on(28, 1), events.ServiceUpheld(**OF_RECORD, notice_ends_at=_on(31, 16))),
    (_on(28, 2), events.ServiceCorrected(**OF_RECORD, corrected_by_id=CORRECTION_ID)),
    (
        _on(31, 16),
        events.ServiceFinalised(**OF_RECORD | {"service_record_id": CORRECTION_ID}, **SERVED | {"minutes": 90}),
    ),
    (
        datetime(2027, 1, 5, 1, tzinfo=UTC),
        events.ServiceVoided(
            **OF_RECORD | {"service_record_id": CORRECTION_ID},
            was_public=True,
            was_final=True,
            reason=str(VOIDED.voided_because),
        ),
    ),
    (
        REQUESTED.requested_at,
        certificates.CertificateRequested(
            **OF_CERTIFICATE,
            from_on=REQUESTED.from_on,
            until_on=REQUESTED.until_on,
            minutes=REQUESTED.minutes,
            notice_ends_at=REQUESTED.notice_ends_at,
        ),
    ),
    (
        REQUESTED.notice_ends_at,
        certificates.CertificateIssued(**OF_CERTIFICATE, minutes=ISSUED.minutes, number=str(ISSUED.number)),
    ),
    (datetime(2027, 1, 12, 1, tzinfo=UTC), certificates.CertificateAffected(**OF_CERTIFICATE)),
    (
        datetime(2027, 1, 12, 2, tzinfo=UTC),
        certificates.CertificateRevoked(**OF_CERTIFICATE, was_issued=True, reason=REVOKED.ended_because),
    ),
)
