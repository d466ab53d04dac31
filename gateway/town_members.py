"""What members of the little town say of themselves, consent to and get, and the words that the town lists."""

from dataclasses import replace
from datetime import UTC, date, datetime

from gateway import town
from shared.messages import membership
from shared.messages.personal_data import ExportPart

SKILL_ID, CONSENT_ID = map(town.id_of, (0x20, 0x21))
FREE_TIMES = [
    membership.FreeTime(weekday=3, from_time="18:30", to_time="20:30"),
    membership.FreeTime(weekday=6, from_time="09:00", to_time="11:30"),
]
FREE_MEMBER = replace(town.MEMBER, free_times=FREE_TIMES, version=2)
SKILLED_MEMBER = replace(
    FREE_MEMBER,
    skills=[*town.MEMBER.skills, "摄影"],
    own_skills=["摄影"],
    paused_until=date(2026, 12, 1),
    version=3,
)
PROFILE = membership.MemberProfileChanged(member_id=town.MEMBER_ID, unit_id=town.UNIT_ID)
CONSENT = membership.Consent(
    id=CONSENT_ID,
    member_id=town.MEMBER_ID,
    purpose="profile_public_name",
    decision="given",
    text_version=1,
    decided_at=datetime(2026, 11, 4, 2, tzinfo=UTC),
    source="member",
    organisation_id=None,
    note=None,
)
STANDING = membership.ConsentStanding(
    purpose="profile_public_name", is_given=True, is_current=True, text_version=1, decided_at=CONSENT.decided_at
)
CONSENT_TEXT = membership.ConsentText(
    purpose="profile_public_name",
    version=1,
    label="My name may be shown in public: on the community's board, in service records and with honours.",
    chinese="同意在社区公示栏、服务记录和荣誉中公开显示本人姓名。",
    english="My name may be shown in public: on the community's board, in service records and with honours.",
)
EXPORT = membership.MemberExport(
    schema_version=1,
    member_id=town.MEMBER_ID,
    exported_at=datetime(2026, 12, 3, 1, tzinfo=UTC),
    parts=[
        ExportPart(
            service="membership",
            name="free_times",
            items=[{"weekday": 6, "from_time": "09:00", "to_time": "11:30"}],
        ),
        ExportPart(
            service="membership",
            name="sign_ins",
            items=[{"at": "2026-11-03T02:00:00Z", "by": "phone_code", "subject": f"member/{town.MEMBER_ID}"}],
        ),
        ExportPart(
            service="evaluation",
            name="ratings",
            items=[{"score": 4, "outcome": "partly"}, {"score": 5, "outcome": "resolved"}],
        ),
    ],
)
ERASURE = membership.Erasure(member_id=town.MEMBER_ID, erased_at=datetime(2027, 2, 26, 1, tzinfo=UTC))

BUILT_IN_SKILL = membership.Skill(
    id=None,
    kind="skill",
    code="haircutting",
    name="理发",
    english_name="Haircutting",
    label="Haircutting",
    synonyms=["剪发", "美发", "义务理发"],
    is_built_in=True,
    retired_at=None,
    version=1,
)
SKILL = membership.Skill(
    id=SKILL_ID,
    kind="skill",
    code="tuina",
    name="推拿",
    english_name="Tuina massage",
    label="Tuina massage",
    synonyms=["按摩", "中医推拿"],
    is_built_in=False,
    retired_at=None,
    version=1,
)
EDITED_SKILL = replace(SKILL, synonyms=["按摩", "中医推拿", "正骨"], version=2)
RETIRED_SKILL = replace(EDITED_SKILL, retired_at=datetime(2026, 12, 7, 1, tzinfo=UTC), version=3)
