"""Messages of outsourcing: what social organisations are, in their own words and the department's; their documents."""

from datetime import date, datetime
from typing import Annotated, Literal

from shared.messages.declare import (
    Command,
    Event,
    Id,
    Kept,
    Layout,
    Length,
    Line,
    Pattern,
    Public,
    Query,
    Range,
    Shape,
    Text,
    Url,
    command,
    event,
    query,
    shape,
)
from shared.messages.outsourcing.files import FileInBase64, FileName, FileType
from shared.messages.outsourcing.terms import Field, Rating, SocialKind

DocumentPurpose = Literal["registration_certificate", "charter", "inspection_report", "bank_permit", "other"]
InspectionResult = Literal["passed", "basically_passed", "failed", "none"]
Year = Annotated[int, Range(2000, 2199)]
Fields = Annotated[list[Field], Length(0, 11)]
# Kept encrypted.
SecretLine = Annotated[str, Length(1, 200), Layout.ONE_LINE, Kept.IN_THE_CLEAR]
AccountNumber = Annotated[str, Pattern(r"[0-9]([ -]?[0-9]){7,31}", "8 to 32 digits")]


@shape
class BankAccount(Shape):
    """Where an organisation is paid."""

    bank: SecretLine
    account_name: SecretLine
    account_number: AccountNumber


@shape
class MaskedBankAccount(Shape):
    """account_number: the last four digits alone."""

    bank: SecretLine
    account_name: SecretLine
    account_number: str


@shape
class Inspection(Shape):
    """The yearly inspection (年检) of an organisation. year: the year that was inspected."""

    year: Year
    result: InspectionResult
    recorded_at: datetime


@shape
class OrganisationProfile(Shape):
    """
    What a social organisation (社会组织) is, shown to itself and the department.

    name, code: as the department has opened it. authority: where it is registered. rating: 1 (1A) to 5 (5A), good until
    `rating_valid_until`. inspections: the latest year first. bank_changed_at: when it named another account since the
    department last granted a qualification. lacks: what a qualification can't be requested without.
    """

    organisation_id: Id
    name: Line
    code: str | None
    is_open: bool
    kind: SocialKind | None
    authority: Line | None
    registered_on: date | None
    fields: list[Field]
    introduction: Text | None
    website: Url | None
    rating: Rating | None
    rating_valid_until: date | None
    inspections: list[Inspection]
    bank_account: MaskedBankAccount | None
    bank_changed_at: datetime | None
    lacks: list[str]
    version: int


@query("organisation_profile.show")
class ShowOrganisationProfile(Query):
    organisation_id: Id


@command("organisation_profile.edit", secret_result=True)
class EditOrganisationProfile(Command):
    """
    By the organisation itself. What is left out is not known any more, but for the bank account: where none is sent,
    what was said before stays. While a qualification is requested or stands, `kind` stays as it is.
    """

    organisation_id: Id
    kind: SocialKind | None = None
    authority: Line | None = None
    registered_on: date | None = None
    fields: Fields
    introduction: Text | None = None
    website: Url | None = None
    bank_account: BankAccount | None = None


@command("bank_account.reveal", is_repeatable=True)
class RevealBankAccount(Command):
    """By the organisation and the department. Who has looked stands in the audit trail."""

    organisation_id: Id


@command("organisation_rating.set", secret_result=True)
class SetRating(Command):
    """By the department: the rating (评估等级) and the last day on which it is good; null for both takes it away."""

    organisation_id: Id
    rating: Rating | None
    valid_until: date | None


@command("inspection.record", secret_result=True)
class RecordInspection(Command):
    """By the department: how the inspection of a year ended; said again, it takes the place of what was said before."""

    organisation_id: Id
    year: Year
    result: InspectionResult


@command("document.attach", secret_result=True)
class AttachDocument(Command):
    """By the organisation: PDF, JPEG, PNG, DOCX or XLSX, found by what is in the file; 30 at most."""

    organisation_id: Id
    purpose: DocumentPurpose
    name: FileName
    media_type: FileType
    content: FileInBase64


@query("documents.list")
class ListDocuments(Query):
    """What the organisation has attached, to itself and the department."""

    organisation_id: Id


@event("organisation_profile.edited", subject="social_organisation_id")
class OrganisationProfileEdited(Event):
    """A social organisation says what it is now."""

    social_organisation_id: Public[Id]
    kind: Public[SocialKind] | None
    fields: Public[list[Field]]
    introduction: Public[Text] | None
    website: Public[Url] | None


@event("organisation.rated", subject="social_organisation_id")
class OrganisationRated(Event):
    """The department has recorded a rating."""

    social_organisation_id: Public[Id]
    rating: Public[Rating] | None
    rating_valid_until: Public[date] | None


@event("inspection.recorded", subject="social_organisation_id")
class InspectionRecorded(Event):
    """The department has recorded how a yearly inspection ended."""

    social_organisation_id: Public[Id]
    year: Public[Year]
    result: Public[InspectionResult]
