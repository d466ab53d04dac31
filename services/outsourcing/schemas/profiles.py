"""Social organisations as the shapes that callers get."""

from collections.abc import Sequence

from services.outsourcing.model.bans import Ban
from services.outsourcing.model.files import File
from services.outsourcing.model.known import Organisation
from services.outsourcing.model.profiles import SHOWN_DIGITS, Inspection, Profile
from services.outsourcing.model.qualifications import Qualification
from services.outsourcing.model.track_records import TrackRecord
from shared.encryption import Cipher
from shared.messages.outsourcing import bans, profiles as messages, qualifications, track_records


def profile_shape(
    profile: Profile,
    *,
    organisation: Organisation,
    inspections: Sequence[Inspection],
    documents: Sequence[File],
    cipher: Cipher,
) -> messages.OrganisationProfile:
    return messages.OrganisationProfile(
        organisation_id=profile.organisation_id,
        name=organisation.name,
        code=organisation.code,
        is_open=organisation.is_open,
        kind=profile.kind,
        authority=profile.authority,
        registered_on=profile.registered_on,
        fields=profile.fields,
        introduction=profile.introduction,
        website=profile.website,
        rating=profile.rating,
        rating_valid_until=profile.rating_valid_until,
        inspections=[
            messages.Inspection(year=one.year, result=one.result, recorded_at=one.recorded_at) for one in inspections
        ],
        bank_account=_masked(profile.bank_account(cipher)),
        bank_changed_at=profile.bank_changed_at,
        lacks=profile.lacks({one.purpose for one in documents}),
        version=profile.version,
    )


def _masked(account: messages.BankAccount | None) -> messages.MaskedBankAccount | None:
    if account is None:
        return None
    number = account.account_number
    hidden = "*" * (len(number) - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]
    return messages.MaskedBankAccount(bank=account.bank, account_name=account.account_name, account_number=hidden)


def qualification_shape(
    qualification: Qualification, organisation: Organisation, profile: Profile
) -> qualifications.Qualification:
    return qualifications.Qualification(
        organisation_id=qualification.organisation_id,
        organisation_name=organisation.name,
        state=qualification.state,
        requested_at=qualification.requested_at,
        decided_at=qualification.decided_at,
        valid_until=qualification.valid_until,
        note=qualification.note,
        reason=qualification.reason,
        bank_changed_at=profile.bank_changed_at,
        version=qualification.version,
    )


def ban_shape(ban: Ban) -> bans.Ban:
    return bans.Ban(
        id=ban.id,
        organisation_id=ban.organisation_id,
        state=ban.state,
        from_on=ban.from_on,
        until_on=ban.until_on,
        reason=ban.reason,
        legal_basis=ban.legal_basis,
        banned_at=ban.banned_at,
        ended_at=ban.ended_at,
        lifted_because=ban.lifted_because,
        version=ban.version,
    )


def track_entry_shape(entry: TrackRecord) -> track_records.TrackEntry:
    return track_records.TrackEntry(
        id=entry.id,
        kind=entry.kind,
        call_id=entry.call_id,
        project_id=entry.project_id,
        at=entry.at,
        note=entry.note,
        value=entry.value,
    )
