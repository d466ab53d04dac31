"""The social organisation of the little town: what it is, that it may propose, and a ban that ended."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from gateway import town
from shared.messages.board_organisations import BoardBan, BoardOrganisation
from shared.messages.declare import Event
from shared.messages.outsourcing import bans, files, profiles, qualifications, track_records

DOCUMENT_ID, BAN_ID, ENTRY_ID, OTHER_ENTRY_ID = map(town.id_of, range(0xB0, 0xB4))
ORGANISATION_ID = town.SOCIAL_ORGANISATION_ID
IS: dict[str, Any] = {"social_organisation_id": ORGANISATION_ID}


def _on(day: int, hour: int, *, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


ACCOUNT = profiles.BankAccount(
    bank="临江银行江北支行", account_name="临江市睦邻社会工作服务中心", account_number="6228480402564890"
)
PROFILE = profiles.OrganisationProfile(
    organisation_id=ORGANISATION_ID,
    name=town.SOCIAL_ORGANISATION.name,
    code=town.SOCIAL_ORGANISATION.code,
    is_open=True,
    kind="social_service_institution",
    authority="临江市民政局",
    registered_on=date(2019, 5, 20),
    fields=["community", "elderly"],
    introduction="专注为老服务与社区营造，有持证社工十二名。",
    website="https://mulin.example.org/",
    rating=None,
    rating_valid_until=None,
    inspections=[],
    bank_account=profiles.MaskedBankAccount(
        bank=ACCOUNT.bank, account_name=ACCOUNT.account_name, account_number="************4890"
    ),
    bank_changed_at=None,
    lacks=["documents/registration_certificate", "documents/charter"],
    version=2,
)
RATED = replace(PROFILE, rating=4, rating_valid_until=date(2029, 6, 30), lacks=[], version=3)
INSPECTED = replace(
    RATED, inspections=[profiles.Inspection(year=2025, result="passed", recorded_at=_on(3, 2))], version=4
)
DOCUMENT = files.AttachedFile(
    id=DOCUMENT_ID,
    owner_kind="organisation",
    owner_id=ORGANISATION_ID,
    purpose="charter",
    name="章程.pdf",
    media_type="application/pdf",
    size_bytes=182_044,
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    attached_at=_on(2, 2),
)
REQUESTED = qualifications.Qualification(
    organisation_id=ORGANISATION_ID,
    organisation_name=PROFILE.name,
    state="requested",
    requested_at=_on(3, 3),
    decided_at=None,
    valid_until=None,
    note=None,
    reason=None,
    bank_changed_at=None,
    version=2,
)
GRANT_NOTE = "材料齐全，准予入库。"
QUALIFIED = replace(
    REQUESTED, state="qualified", decided_at=_on(4, 1), valid_until=date(2028, 12, 31), note=GRANT_NOTE, version=3
)
REFUSAL_REASON = "章程未经登记机关核准，请补正后重新申请。"
REFUSED = replace(REQUESTED, state="refused", decided_at=_on(4, 1), reason=REFUSAL_REASON, version=3)
REVOCATION_REASON = "提交的验收材料不实。"
REVOKED = replace(QUALIFIED, state="revoked", decided_at=_on(20, 2), reason=REVOCATION_REASON, version=4)
BAN_REASON = "以他人名义申报，弄虚作假。"
BAN = bans.Ban(
    id=BAN_ID,
    organisation_id=ORGANISATION_ID,
    state="standing",
    from_on=date(2026, 12, 20),
    until_on=date(2028, 12, 19),
    reason=BAN_REASON,
    legal_basis="《政府购买服务管理办法》第三十一条",
    banned_at=_on(20, 2),
    ended_at=None,
    lifted_because=None,
    version=1,
)
LIFTING_REASON = "经复核，原认定有误。"
LIFTED = replace(BAN, state="lifted", ended_at=_on(28, 2), lifted_because=LIFTING_REASON, version=2)
TRACK_RECORD = track_records.TrackRecordPage(
    counts=[
        track_records.TrackCount(kind="banned", count=1),
        track_records.TrackCount(kind="qualified", count=1),
    ],
    items=[
        track_records.TrackEntry(
            id=OTHER_ENTRY_ID,
            kind="banned",
            call_id=None,
            project_id=None,
            at=BAN.banned_at,
            note=BAN_REASON,
            value=None,
        ),
        track_records.TrackEntry(
            id=ENTRY_ID, kind="qualified", call_id=None, project_id=None, at=_on(4, 1), note=GRANT_NOTE, value=None
        ),
    ],
    next=None,
)
ON_BOARD = BoardOrganisation(
    id=ORGANISATION_ID,
    name=PROFILE.name,
    kind=PROFILE.kind,
    fields=PROFILE.fields,
    introduction=PROFILE.introduction,
    website=PROFILE.website,
    rating=RATED.rating,
    qualified_until=date(2028, 12, 31),
    ban=BoardBan(from_on=BAN.from_on, until_on=BAN.until_on, reason=BAN.reason, legal_basis=BAN.legal_basis),
    changed_at=BAN.banned_at,
)
SAID: dict[str, Any] = {
    "kind": PROFILE.kind,
    "fields": PROFILE.fields,
    "introduction": PROFILE.introduction,
    "website": PROFILE.website,
}
HISTORY: tuple[tuple[datetime, Event], ...] = (
    (_on(2, 1), profiles.OrganisationProfileEdited(**IS, **SAID)),
    (
        _on(3, 1),
        profiles.OrganisationRated(**IS, rating=RATED.rating, rating_valid_until=RATED.rating_valid_until),
    ),
    (_on(3, 2), profiles.InspectionRecorded(**IS, year=2025, result="passed")),
    (_on(3, 3), qualifications.QualificationRequested(**IS, is_renewal=False)),
    (
        _on(4, 1),
        qualifications.OrganisationQualified(
            **IS,
            **SAID,
            name=PROFILE.name,
            rating=RATED.rating,
            rating_valid_until=RATED.rating_valid_until,
            valid_until=date(2028, 12, 31),
            note=GRANT_NOTE,
        ),
    ),
    (
        BAN.banned_at,
        bans.OrganisationBanned(
            **IS,
            ban_id=BAN_ID,
            name=PROFILE.name,
            kind=PROFILE.kind,
            from_on=BAN.from_on,
            until_on=BAN.until_on,
            reason=BAN.reason,
            legal_basis=BAN.legal_basis,
        ),
    ),
    (_on(28, 2), bans.BanEnded(**IS, ban_id=BAN_ID, ending="lifted", reason=LIFTING_REASON)),
    (
        _on(30, 16, month=11, year=2028),
        qualifications.QualificationExpiring(**IS, valid_until=date(2028, 12, 31)),
    ),
    (
        _on(15, 2, year=2028),
        qualifications.QualificationRequested(**IS, is_renewal=True),
    ),
    (_on(20, 2, year=2028), qualifications.QualificationRefused(**IS, is_renewal=True, reason="年检不合格。")),
    (_on(31, 16, year=2028), qualifications.QualificationExpired(**IS, valid_until=date(2028, 12, 31))),
    (_on(1, 2, month=3, year=2029), qualifications.QualificationRevoked(**IS, reason=REVOCATION_REASON)),
)
