"""Messages of membership: receipts of registrations, and how anybody checks one."""

from datetime import datetime

from shared.messages.declare import Id, Query, Shape, query, shape
from shared.messages.membership.registrations import RegistrationKind, RegistrationState


@shape
class Receipt(Shape):
    """
    The receipt (回执) of a registration, also as a page to be printed.

    verification_path: where anybody sees whether the receipt is good, without learning whose it is.
    """

    registration_id: Id
    receipt_number: str
    member_name: str
    unit_name: str
    community_name: str
    subdistrict: str
    district: str
    city: str
    kind: RegistrationKind
    state: RegistrationState
    requested_at: datetime
    issued_at: datetime
    verification_path: str


@shape
class ReceiptVerification(Shape):
    """What anybody who has a receipt can check: that it was given, by whom and when, and whether it still stands."""

    receipt_number: str
    community_name: str
    issued_at: datetime
    is_live: bool


@query("receipt.show")
class ShowReceipt(Query):
    """As a page to be printed, where the caller accepts HTML, in Chinese unless Accept-Language asks for English."""

    registration_id: Id


@query("receipt.verify")
class VerifyReceipt(Query):
    """As a page, where the caller accepts HTML."""

    token: str
