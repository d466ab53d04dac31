"""What parameters, fields and values mean where social organisations, their qualifications and files are told of."""

from shared.messages.outsourcing import bans, qualifications

KINDS = {
    "social_group": "社会团体: a group of members",
    "social_service_institution": "社会服务机构: an institution that serves, not for profit",
    "foundation": "基金会: a foundation",
}
TRACK_KINDS = {
    "qualified": "qualified, or for longer",
    "qualification_refused": "a qualification, or a longer time, was refused",
    "qualification_expired": "the qualification's last day was over",
    "qualification_revoked": "the qualification was taken away",
    "banned": "banned from proposing",
    "ban_lifted": "a ban was lifted before its last day",
    "ban_ended": "a ban's last day was over",
    "award_noticed": "a proposal was awarded",
    "award_cancelled": "an award was taken back by the department",
    "award_declined": "an award was declined by the organisation",
    "award_lapsed": "no contract was signed in time after an award",
    "contract_signed": "a contract was signed",
    "contract_terminated": "a contract was ended early",
    "milestone_accepted": "a milestone was accepted as a whole",
    "milestone_partly": "a milestone was accepted in part",
    "milestone_failed": "a milestone wasn't accepted",
    "milestone_overdue": "a milestone wasn't submitted by its day",
    "payment_clawed_back": "some of a payment, or all of it, came back",
    "project_completed": "a project was completed",
}

PATHS: dict[str, str] = {
    "file_id": "The file's id.",
    "ban_id": "The ban's id.",
}
FIELDS: dict[str, str] = {
    "social_organisation_id": "The social organisation; null for any other kind of organisation.",
    "SocialOrganisationOpened.social_organisation_id": "The social organisation that was opened.",
    "SocialOrganisationOpened.name": "The social organisation's name.",
    "SocialOrganisationOpened.code": "Its unified social credit code (GB 32100).",
    "ban_id": "The ban.",
    "fields": "What it works on.",
    "introduction": "What it says of itself; null where it says nothing.",
    "website": "Its website; null where it has none.",
    "rating": "Its rating (评估等级), from 1 (1A) to 5 (5A); null where it has none.",
    "rating_valid_until": "The last day on which the rating is good; null without one.",
    "year": "The year that was inspected.",
    "result": "How the inspection ended.",
    "valid_until": "The last day on which it is qualified.",
    "is_renewal": "Whether it is qualified, and asks for a longer time.",
    "legal_basis": "By what law or agreement.",
    "BanEnded.ending": "How it has ended.",
    "OrganisationQualified.note": "What the department says with it; null where it says nothing.",
    **{
        f"{event}.{name}": told
        for event in ("OrganisationQualified", "OrganisationBanned")
        for name, told in (("name", "The organisation's name."), ("kind", "What kind of organisation it is."))
    },
    "OrganisationProfileEdited.kind": "What kind of organisation it is.",
    "OrganisationBanned.from_on": "The first day.",
    "OrganisationBanned.until_on": "The last day; null where the ban stands until it is lifted.",
    "OrganisationBanned.reason": "Why, in the department's words.",
    "QualificationRefused.reason": "Why, in the department's words.",
    "QualificationRevoked.reason": "Why, in the department's words.",
    "BanEnded.reason": "Why it was lifted, in the department's words; null where its last day was over.",
}
VALUES: dict[str, dict[str, str]] = {
    "OrganisationProfileEdited.kind": KINDS,
    "OrganisationQualified.kind": KINDS,
    "OrganisationBanned.kind": KINDS,
    "InspectionRecorded.result": {
        "passed": "合格: passed",
        "basically_passed": "基本合格: passed, with something to mend",
        "failed": "不合格: not passed",
        "none": "it wasn't inspected",
    },
    "BanEnded.ending": {name: told for name, told in bans.MEANINGS.items() if name != "standing"},
    "ListQualifications.state": dict(qualifications.MEANINGS),
    "ListBans.state": dict(bans.MEANINGS),
    "BoardOrganisationFilter.kind": KINDS,
    "BoardOrganisationFilter.standing": {"qualified": "may propose, unless it is banned", "banned": "may not propose"},
    "ShowTrackRecord.kind": TRACK_KINDS,
    "AttachDocument.purpose": {
        "registration_certificate": "the certificate of registration, which a qualification needs",
        "charter": "the charter, which a qualification needs",
        "inspection_report": "the report of a yearly inspection",
        "bank_permit": "the bank's permit for the account",
        "other": "anything else",
    },
}
PARAMETERS: dict[str, str] = {
    "ListQualifications.state": "Qualifications in this state alone.",
    "expires_before": "Those that stand and end before this day.",
    "ListBans.state": "Bans in this state alone.",
    "ShowTrackRecord.kind": "Entries of this kind alone; the counts stay those of all.",
    "purpose": "What the document is.",
    "BoardOrganisationFilter.tenant_id": (
        "The city or county whose organisations they are; not needed where there is one alone."
    ),
    "BoardOrganisationFilter.kind": "Organisations of this kind alone.",
    "BoardOrganisationFilter.standing": "Those alone that are qualified, or those that are banned.",
}
