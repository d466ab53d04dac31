"""Codes of engagement: attendance and records of service."""

CODES: dict[str, str] = {
    "attendance_code.none": "No codes are shown there yet",
    "attendance.unknown": "There is no such attendance",
    "attendance.not_yours": "This is another's attendance",
    "attendance.member_needed": "Several come by this claim: say who",
    "attendance.at_out_of_range": "This can't be when it was",
    "attendance.outside_window": "It is too early for this, or too late",
    "attendance.tries_used_up": "Five wrong codes were given; without one the community confirms it",
    "attendance.decided": "The community has decided on the record of it",
    "attendance.not_due": "It isn't time to close it yet",
    "place_claim.not_held": "The place isn't held",
    "place_claim.not_missing": "Nobody is missing who has a place by this claim",
    "place_claim.not_missing_yet": "Who is missing is told from a quarter of an hour after the beginning until the end",
    "claim.not_confirmed": "The delivery isn't confirmed yet",
    "certificate.unknown": "There is no such certificate",
    "certificate.not_yours": "This is another's certificate",
    "certificate.days_unfit": "These can't be the days of a certificate",
    "certificate.requested": "A certificate of this community is in its public notice already",
    "certificate.nothing_served": "Nothing of these days counts yet",
    "certificate.not_issued": "The certificate isn't issued yet, or is good no more",
    "certificate.name_not_printable": "A name on the certificate has a character that can't be printed",
    "certificate.not_in_step": "The certificate isn't at this step",
    "certificate.not_due": "The certificate's public notice isn't over yet",
    "service_record.unknown": "There is no such record",
    "service_record.not_yours": "This is another's record",
    "service_record.unfit": "The record doesn't say whose service it is",
    "service_record.times_unfit": "This can't be when somebody served",
    "service_record.exists": "There is a record of this delivery already",
    "service_record.overlaps": "Something else that the same person did is at this time",
    "service_record.not_in_step": "The record isn't at this step",
    "service_record.notice_over": "The record's public notice is over",
    "service_record.disputed_before": "The same party has disputed this record before, and it was upheld",
    "service_record.not_due": "The record's public notice isn't over yet",
}

# Of what only the platform itself asks for.
STATUSES: dict[str, int] = {
    "attendance.not_due": 409,
    "certificate.not_due": 409,
    "service_record.not_due": 409,
}
