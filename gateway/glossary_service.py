"""What parameters, fields and values mean where attendance and records of service are told of."""

ATTENDANCE = ("CheckedIn", "CheckedOut")
STATES = {
    "recorded": "waits for the community to confirm it",
    "confirmed": "in its public notice",
    "disputed": "said not to be right; the community decides",
    "final": "counts",
    "corrected": "another record has come in its place",
    "voided": "counts no more",
}
OPEN = {"open": "hasn't gone yet", "closed": "has gone, or the time is over"}

CERTIFICATE_STATES = {
    "requested": "in its public notice",
    "issued": "good, with a number",
    "refused": "not issued",
    "revoked": "good no more",
}
SERVED = "{hours} hours {minutes} minutes"
CERTIFICATE_STANDINGS = {
    "good": "This certificate is good.",
    "affected": "This certificate was issued, and a record of it was voided or corrected since: ask the community.",
    "revoked": "This certificate was revoked.",
}

PATHS: dict[str, str] = {
    "attendance_id": "The attendance's id.",
    "service_record_id": "The record's id.",
    "certificate_id": "The certificate's id.",
}
FIELDS: dict[str, str] = {
    "attendance_id": "The attendance.",
    "checked_in_at": "When they came.",
    "CheckedIn.means": "By what it is known.",
    "checked_out_at": "When they went; null where nobody has said it.",
    "is_unclosed": "Whether nobody has said when they went, so that it counts until the planned end.",
    "service_record_id": "The record.",
    "ServiceRecorded.origin": "What it is a record of.",
    "ServiceRecorded.title": "What was done: the name of the activity, the post or the wish.",
    "ServiceConfirmed.title": "What was done: the name of the activity, the post or the wish.",
    "served_on": "The day in Asia/Shanghai on which it began.",
    "minutes": "How long it was, without travel.",
    "notice_ends_at": "Until when it is in its public notice.",
    "corrects_id": "The record in whose place it has come; null where there is none.",
    "corrected_by_id": "The record that has come in its place.",
    "was_public": "Whether it was confirmed before.",
    "was_final": "Whether it counted before.",
    "certificate_id": "The certificate.",
    "CertificateRequested.from_on": "The first day that it is of.",
    "CertificateRequested.until_on": "The last day that it is of.",
    "number": "Its number.",
    "was_issued": "Whether it was issued before.",
    "CertificateRevoked.reason": "Why, in the community's words; null where nothing was left to certify.",
    "ServiceVoided.reason": "Why, in the community's words.",
}
VALUES: dict[str, dict[str, str]] = {
    "CheckedIn.means": {
        "code": "by the code of the place",
        "word": "by their own word",
        "staff": "by the word of the community, or of the organisation that runs the project",
    },
    "ServiceRecorded.origin": {
        "attendance": "attendance at an activity or a post",
        "community": "the community has recorded who came",
        "organisation": "the organisation that runs the project has recorded who came",
        "delivery": "the delivery of a wish",
    },
    "ListAttendances.state": OPEN,
    "ListServiceRecords.state": STATES,
    "ListCertificates.state": CERTIFICATE_STATES,
    "BoardServiceRecordFilter.state": {name: told for name, told in STATES.items() if name != "recorded"},
}
PARAMETERS: dict[str, str] = {
    "ListAttendances.state": "Those in this state alone.",
    "ListAttendances.menu_item_id": "Those at this activity or post alone.",
    "ListServiceRecords.state": "Records in this state alone.",
    "ListServiceRecords.member_id": "Records of this member alone.",
    "ListServiceRecords.menu_item_id": "Records of this activity or post alone.",
    "ListCertificates.state": "Certificates in this state alone.",
    "served_from": "Service of this day or later.",
    "served_until": "Service of this day or earlier.",
    "BoardServiceRecordFilter.state": "Records in this state alone.",
}
