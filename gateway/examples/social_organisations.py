"""What the documentation shows of social organisations, their qualifications and files."""

from gateway import town_organisations as town
from gateway.examples.parts import Part
from shared.messages.outsourcing import bans, files, profiles, qualifications
from shared.messages.wire import to_plain

HOME = "/v1/organisations/{organisation_id}"

PART = Part(
    requests={
        profiles.EditOrganisationProfile: {
            "kind": town.PROFILE.kind,
            "authority": town.PROFILE.authority,
            "registered_on": "2019-05-20",
            "fields": town.PROFILE.fields,
            "introduction": town.PROFILE.introduction,
            "website": town.PROFILE.website,
            "bank_account": to_plain(town.ACCOUNT),
        },
        profiles.SetRating: {"rating": 4, "valid_until": "2029-06-30"},
        profiles.RecordInspection: {"year": 2025, "result": "passed"},
        qualifications.GrantQualification: {"valid_until": "2028-12-31", "note": town.GRANT_NOTE},
        qualifications.RefuseQualification: {"reason": town.REFUSAL_REASON},
        qualifications.RevokeQualification: {"reason": town.REVOCATION_REASON},
        bans.ImposeBan: {
            "from_on": "2026-12-20",
            "until_on": "2028-12-19",
            "reason": town.BAN_REASON,
            "legal_basis": town.BAN.legal_basis,
        },
        bans.LiftBan: {"reason": town.LIFTING_REASON},
    },
    answers={
        f"GET {HOME}/profile": town.INSPECTED,
        f"PUT {HOME}/profile": town.PROFILE,
        f"GET {HOME}/bank-account/reveal": town.ACCOUNT,
        f"PUT {HOME}/rating": town.RATED,
        f"PUT {HOME}/inspections": town.INSPECTED,
        f"POST {HOME}/documents": town.DOCUMENT,
        f"GET {HOME}/documents": files.AttachedFiles(items=[town.DOCUMENT]),
        f"GET {HOME}/track-record": town.TRACK_RECORD,
        f"POST {HOME}/qualification": town.REQUESTED,
        f"GET {HOME}/qualification": town.QUALIFIED,
        f"POST {HOME}/qualification/grant": town.QUALIFIED,
        f"POST {HOME}/qualification/refusal": town.REFUSED,
        f"POST {HOME}/qualification/revocation": town.REVOKED,
        "GET /v1/qualifications": qualifications.QualificationPage(items=[town.QUALIFIED], next=None),
        f"POST {HOME}/bans": town.BAN,
        f"GET {HOME}/bans": bans.BanPage(items=[town.LIFTED], next=None),
        "POST /v1/bans/{ban_id}/lifting": town.LIFTED,
    },
    path_ids={
        "file_id": town.DOCUMENT_ID,
        "ban_id": town.BAN_ID,
    },
    faults={
        "file.unreadable": ("#", "invalid", "Not a file of the type that it says."),
        "organisation.registered_later": ("#/registered_on", "out_of_range", "Takes no day to come."),
        "organisation.rating_unfit": ("#/valid_until", "invalid", "Takes a day with a rating, and none without."),
        "inspection.year_unfit": ("#/year", "out_of_range", "Takes a year that is over."),
        "qualification.profile_incomplete": ("#/documents/charter", "missing", "The profile lacks this."),
        "qualification.valid_until_out_of_range": (
            "#/valid_until",
            "out_of_range",
            "Takes a day from today on, within five years.",
        ),
        "ban.days_unfit": ("#/until_on", "out_of_range", "Takes today or a day to come."),
    },
)
