"""A little town that all examples of the documentation are taken from: its things, as their owners answer them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from shared.messages import board, engagement, evaluation, membership, notifications, outsourcing


def id_of(number: int) -> str:
    return f"01976a00-0000-7000-8000-{number:012x}"


def _on(day: int, hour: int, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


TENANT_ID, DEPARTMENT_ID, COMMUNITY_ID, UNIT_ID, MEMBER_ID = map(id_of, range(1, 6))
REGISTRATION_ID, WISH_ID, CLAIM_ID, COMMITMENT_ID, INVITATION_ID, RATING_ID = map(id_of, range(6, 12))
PROJECT_ID, WEBHOOK_ID, CLIENT_ID, FIRST_CLIENT_ID = map(id_of, range(12, 16))
SUBDISTRICT_ID, SOCIAL_ORGANISATION_ID, CONTACT_ID, APPOINTMENT_ID = map(id_of, range(16, 20))
RATING_TOKEN = f"{INVITATION_ID.replace('-', '')}.CXlpCivBOl_aYS-l29kkyw"
RATING_EVENT_ID = id_of(0x10D)
PAIRING_ID, RESOURCE_ID, NEXT_REGISTRATION_ID, NEXT_COMMUNITY_ID = map(id_of, range(0x40, 0x44))
RECEIPT_TOKEN = "q3Jv9tKfZ0a2mXw5LrYc8g"  # noqa: S105 (of nobody)

DEPARTMENT = membership.Organisation(
    id=DEPARTMENT_ID, kind="department", name="中共临江市委组织部", code=None, tenant_id=TENANT_ID, version=1
)
COMMUNITY = membership.Organisation(
    id=COMMUNITY_ID,
    kind="community",
    name="梧桐里社区",
    code="LJ-0102",
    tenant_id=TENANT_ID,
    version=1,
    parent_id=SUBDISTRICT_ID,
    subdistrict="滨河街道",
    district="江北区",
    city="临江市",
)
UNIT = membership.Organisation(
    id=UNIT_ID, kind="unit", name="临江市第二人民医院", code="1222010041240000XK", tenant_id=TENANT_ID, version=1
)
RENAMED_UNIT = replace(UNIT, name="临江市第二人民医院（市肿瘤医院）", version=2)
CLOSED_UNIT = replace(RENAMED_UNIT, state="closed", version=3)
REOPENED_UNIT = replace(RENAMED_UNIT, version=4)
SUBDISTRICT = membership.Organisation(
    id=SUBDISTRICT_ID,
    kind="subdistrict",
    name="滨河街道",
    code=None,
    tenant_id=TENANT_ID,
    version=1,
    district="江北区",
    city="临江市",
)
SOCIAL_ORGANISATION = membership.Organisation(
    id=SOCIAL_ORGANISATION_ID,
    kind="organisation",
    name="临江市睦邻社会工作服务中心",
    code="52220100MJ7777777X",
    tenant_id=TENANT_ID,
    version=1,
)
CLIENT = membership.ClientCredentials(
    client_id=CLIENT_ID,
    client_secret="7AQiGedv_E1upxvLOSFbhJ0QBNT78CqsIpqGN-Fe6Ro",  # noqa: S106 (of nobody)
    organisation_id=COMMUNITY_ID,
    label="门户网站",
)
LIMITED_CLIENT = replace(CLIENT, scopes=["read", "wishes"], expires_at=_on(31, 16, month=12))
ROTATED_CLIENT = replace(
    LIMITED_CLIENT,
    client_secret="tQ0hRr3Zb1rZ0S5dVw9CkLw3b8cXn2pU6yJfGmA4eNs",  # noqa: S106 (of nobody)
    previous_secret_until=_on(3, 1),
)
API_CLIENT = membership.ApiClient(
    client_id=CLIENT_ID,
    organisation_id=COMMUNITY_ID,
    label=CLIENT.label,
    revoked_at=None,
    scopes=LIMITED_CLIENT.scopes,
    expires_at=LIMITED_CLIENT.expires_at,
    last_used_on=date(2026, 11, 2),
    previous_secret_until=ROTATED_CLIENT.previous_secret_until,
)
TENANT = membership.Tenant(
    id=TENANT_ID,
    name="临江市",
    department=DEPARTMENT,
    client=replace(CLIENT, client_id=FIRST_CLIENT_ID, organisation_id=DEPARTMENT_ID, label="中共临江市委组织部"),
)
CONTACT = membership.Contact(
    id=CONTACT_ID,
    organisation_id=COMMUNITY_ID,
    name="周敏",
    duty="社区党务工作者",
    phone="0571-88881234-801",
    email="wutongli@example.org",
    version=1,
)
EDITED_CONTACT = replace(CONTACT, duty="社区党委副书记", version=2)
APPOINTMENT = membership.Appointment(
    id=APPOINTMENT_ID,
    organisation_id=COMMUNITY_ID,
    office="part_time_committee_member",
    member_id=MEMBER_ID,
    name="陈华英",
    phone=None,
    since=date(2026, 12, 6),
    until=date(2029, 12, 5),
    state="current",
    ended_at=None,
    ending=None,
    version=1,
)
ENDED_APPOINTMENT = replace(APPOINTMENT, state="ended", ended_at=_on(9, 2, month=12), ending="ended_early", version=2)
CODE_REQUESTED = membership.CodeRequested(valid_seconds=300, again_after_seconds=60)
TENANT_SUMMARY = membership.TenantSummary(id=TENANT_ID, name="临江市", version=1)
MEMBER = membership.Member(
    id=MEMBER_ID,
    unit_id=UNIT_ID,
    external_id="A-1024",
    state="active",
    name="陈华英",
    phone="138****8000",
    department="内科",
    skills=["医疗护理", "中医推拿"],
    interests=["助老"],
    own_skills=[],
    own_interests=[],
    free_times=[],
    paused_until=None,
    residence_code="LJ-0102",
    **dict.fromkeys(("created_at", "changed_at"), _on(2, 6)),
    version=1,
)
ENROLMENT = membership.EnrolmentReport(
    created=1,
    changed=0,
    returned=0,
    unchanged=0,
    members=[membership.Enrolment(external_id="A-1024", member_id=MEMBER_ID, outcome="created")],
    unlisted_skills=["中医推拿"],
    unlisted_interests=[],
)
SIGN_IN_CODE = membership.SignInCode(member_id=MEMBER_ID, code="K7M2QXP9RT", expires_at=_on(4, 2))
REQUESTED = membership.Registration(
    id=REGISTRATION_ID,
    community_id=COMMUNITY_ID,
    member_id=MEMBER_ID,
    member_name="陈华英",
    unit_id=UNIT_ID,
    kind="residence",
    state="requested",
    receipt_number=None,
    follows_id=None,
    reason=None,
    cause=None,
    requested_at=_on(3, 3),
    confirmed_at=None,
    decided_by=None,
    decided_at=None,
    allowed=["withdraw"],
    version=1,
)
CONFIRMED = replace(
    REQUESTED,
    state="confirmed",
    receipt_number="BD-LJ-0102-2026-000001",
    confirmed_at=_on(4, 1),
    decided_by="community",
    decided_at=_on(4, 1),
    allowed=["end"],
    version=2,
)
TRANSFER = replace(
    REQUESTED,
    id=NEXT_REGISTRATION_ID,
    community_id=NEXT_COMMUNITY_ID,
    follows_id=REGISTRATION_ID,
    requested_at=_on(10, 2, month=12),
)
PROPOSED_PAIRING = membership.Pairing(
    id=PAIRING_ID,
    unit_id=UNIT_ID,
    unit_name=UNIT.name,
    community_id=COMMUNITY_ID,
    community_name=COMMUNITY.name,
    state="proposed",
    proposed_by="unit",
    note="我院愿与贵社区结对,每月义诊一次。",
    reason=None,
    proposed_at=_on(11, 1, month=12),
    accepted_at=None,
    decided_by=None,
    decided_at=None,
    version=1,
)
PAIRING = replace(
    PROPOSED_PAIRING,
    state="accepted",
    accepted_at=_on(12, 1, month=12),
    decided_by="community",
    decided_at=_on(12, 1, month=12),
    version=2,
)
RESOURCE = membership.Resource(
    id=RESOURCE_ID,
    unit_id=UNIT_ID,
    kind="venue",
    title="门诊楼三楼多功能厅",
    quantity=1,
    unit_of_measure="间",
    amount_minor=None,
    note="周末可用,须提前三天预约。",
    available_from=date(2027, 1, 1),
    available_until=date(2027, 12, 31),
    version=1,
)

WISH = engagement.Wish(
    id=WISH_ID,
    community_id=COMMUNITY_ID,
    title="想请人修好楼道里的灯",
    category="维修",
    beneficiary_kind="独居老人",
    state="published",
    claim_id=None,
    published_at=_on(20, 1),
    expires_at=None,
    version=1,
)
EDITED_WISH = replace(WISH, title="想请人修好三楼楼道里的灯", version=2)
CLAIMED_WISH = replace(EDITED_WISH, state="claimed", claim_id=CLAIM_ID, version=3)
BENEFICIARY = engagement.Beneficiary(name="王秀兰", phone="0571-8888 1234", address="梧桐里3幢2单元401室")
CLAIM = engagement.Claim(
    id=CLAIM_ID,
    wish_id=WISH_ID,
    community_id=COMMUNITY_ID,
    member_id=MEMBER_ID,
    unit_id=UNIT_ID,
    state="claimed",
    plan="周六上午带工具上门更换声控灯。",
    claimed_at=_on(21, 2),
    commit_by=_on(24, 2),
    due_at=_on(24, 2),
    commitment=None,
    times_sent_back=0,
    evidence_count=0,
    delivery_note=None,
    sent_back_reason=None,
    confirmation_note=None,
    ending=None,
    version=1,
)
COMMITMENT = engagement.Commitment(
    id=COMMITMENT_ID,
    text="十二月五日前修好三楼的灯。",
    made_at=_on(22, 3),
    due_at=_on(5, 10, month=12),
    state="open",
    extended_from=None,
    extension_reason=None,
)
COMMITTED = replace(CLAIM, state="committed", commitment=COMMITMENT, due_at=COMMITMENT.due_at, version=2)
DELIVERED = replace(COMMITTED, state="delivered", delivery_note="已换好两盏声控灯。", due_at=None, version=3)
KEPT = replace(
    DELIVERED,
    state="confirmed",
    confirmation_note="王阿姨很满意。",
    commitment=replace(COMMITMENT, state="kept"),
    version=4,
)

INVITATION = evaluation.Invitation(
    id=INVITATION_ID,
    community_id=COMMUNITY_ID,
    wish_id=WISH_ID,
    title=EDITED_WISH.title,
    state="open",
    opened_at=_on(29, 3),
    expires_at=_on(29, 3, month=12),
    version=1,
)
INVITATION_TOKEN = evaluation.InvitationToken(
    invitation_id=INVITATION_ID, token=RATING_TOKEN, expires_at=INVITATION.expires_at
)
RATING = evaluation.Rating(id=RATING_ID, invitation_id=INVITATION_ID, score=5, outcome="resolved", rated_at=_on(30, 8))

PROJECT = outsourcing.Project(
    id=PROJECT_ID,
    community_id=COMMUNITY_ID,
    title="邻里节",
    purpose="请社会组织带着居民和在职党员一起办三场活动。",
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 9, 30),
    budget=[outsourcing.BudgetLine(name="活动物料", source="welfare_lottery", amount_minor=5_000_000)],
    budget_minor=5_000_000,
    currency="CNY",
    need_ids=[],
    state="planned",
    call_id=None,
    reason=None,
    registered_at=_on(2, 6, month=12),
    version=1,
)

NEW_WEBHOOK = notifications.Webhook(
    id=WEBHOOK_ID,
    stream="community",
    stream_id=COMMUNITY_ID,
    url="https://example.org/linli",
    description="社区大屏",
    state="active",
    position=0,
    failures=0,
    next_attempt_at=None,
    version=1,
)
WEBHOOK = replace(NEW_WEBHOOK, position=10, failures=1, next_attempt_at=datetime(2026, 11, 30, 8, 0, 2, tzinfo=UTC))
PAUSED_WEBHOOK = replace(WEBHOOK, state="paused", version=2)
RESUMED_WEBHOOK = replace(WEBHOOK, failures=0, next_attempt_at=None, version=3)
WEBHOOK_SECRET = notifications.WebhookSecret(
    webhook=NEW_WEBHOOK,
    secret="whsec_svYODpmjwB0ugKnOdxPEU0Y1evYWmQ9ld9PU+nqULUw=",  # noqa: S106 (of nobody)
)
ATTEMPT = notifications.Attempt(
    event_id=RATING_EVENT_ID,
    position=11,
    attempted_at=_on(30, 8),
    duration_ms=41,
    status=503,
    error="webhook.not_accepted",
    answer="Service Unavailable",
)

BOARD_WISH = board.BoardWish(
    id=WISH_ID,
    title=EDITED_WISH.title,
    category=WISH.category,
    beneficiary_kind=WISH.beneficiary_kind,
    state="fulfilled",
    published_at=WISH.published_at,
    expires_at=None,
    changed_at=_on(29, 3),
)
