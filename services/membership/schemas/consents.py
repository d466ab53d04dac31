"""Consents as the shapes that callers get."""

from services.membership.consents import TEXTS, newest_version
from services.membership.model import Consent
from shared.messages import membership as messages


def consent_shape(consent: Consent) -> messages.Consent:
    return messages.Consent(
        id=consent.id,
        member_id=consent.member_id,
        purpose=consent.purpose,
        decision=consent.decision,
        text_version=consent.text_version,
        decided_at=consent.decided_at,
        source=consent.source,
        organisation_id=consent.organisation_id,
        note=consent.note,
    )


def standing_shape(purpose: messages.ConsentPurpose, last: Consent | None) -> messages.ConsentStanding:
    is_given = last is not None and last.decision == "given"
    return messages.ConsentStanding(
        purpose=purpose,
        is_given=is_given,
        is_current=is_given and last is not None and last.text_version == newest_version(purpose),
        text_version=last.text_version if last else None,
        decided_at=last.decided_at if last else None,
    )


def text_shape(purpose: messages.ConsentPurpose) -> messages.ConsentText:
    words = TEXTS[purpose][-1]
    return messages.ConsentText(
        purpose=purpose,
        version=newest_version(purpose),
        label=words.chinese,
        chinese=words.chinese,
        english=words.english,
    )
