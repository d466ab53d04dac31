"""Messages of membership: what members consent to."""

from datetime import datetime
from typing import Annotated, Literal

from shared.messages.declare import Command, Id, Query, Range, Shape, Text, command, query, shape
from shared.messages.paging import Cursor, Limit

ConsentPurpose = Literal[
    "profile_public_name",
    "contact_by_phone",
    "photo",
    "data_sharing_with_community",
    "data_sharing_with_organisations",
]
ConsentDecision = Literal["given", "withdrawn"]
ConsentSource = Literal["member", "unit"]


@shape
class ConsentText(Shape):
    """
    What is consented to. label: the text in the caller's language; a new version asks for consent anew.

    What communities see of a member, and find them by, follows `data_sharing_with_community` and `contact_by_phone`
    from the moment that they are given or withdrawn: see `Member`.
    """

    purpose: ConsentPurpose
    version: int
    label: str
    chinese: str
    english: str


@shape
class ConsentTexts(Shape):
    items: list[ConsentText]


@shape
class Consent(Shape):
    """One entry of the log. source: the member, or the unit that has it on paper (organisation_id, note)."""

    id: Id
    member_id: Id
    purpose: ConsentPurpose
    decision: ConsentDecision
    text_version: int
    decided_at: datetime
    source: ConsentSource
    organisation_id: Id | None
    note: str | None


@shape
class ConsentPage(Shape):
    items: list[Consent]
    next: str | None


@shape
class ConsentStanding(Shape):
    """
    Where a member stands on a purpose. is_given: for any version of the text. is_current: for the newest. decided_at:
    null where nothing was ever decided.
    """

    purpose: ConsentPurpose
    is_given: bool
    is_current: bool
    text_version: int | None
    decided_at: datetime | None


@shape
class ConsentStandings(Shape):
    items: list[ConsentStanding]


@command("consent.record", secret_result=True)
class RecordConsent(Command):
    """
    A member gives or withdraws consent, or their unit records what it has on paper, which `note` describes.

    text_version: of the text that was agreed to, or in force when the consent was withdrawn.
    """

    member_id: Id
    purpose: ConsentPurpose
    decision: ConsentDecision
    text_version: Annotated[int, Range(1, 1000)]
    note: Text | None = None


@query("consents.list")
class ListConsents(Query):
    """All that a member has decided, oldest first."""

    member_id: Id
    after: Cursor | None = None
    limit: Limit = 50


@query("consents.show_standing")
class ShowConsentStanding(Query):
    """Where a member stands on each purpose now."""

    member_id: Id


@query("consent_texts.list")
class ListConsentTexts(Query):
    """The newest text of each purpose."""
