"""What is wrong with roster entries beyond what their declaration says; values are never told back."""

import functools
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from stdnum.cn import ric

from services.membership.roster.details import DETAILS
from shared.errors import Fault
from shared.identity_numbers import holds_identity_number
from shared.messages.membership import ROSTER_COLUMNS, RosterEntry

UNSAID = "\x1d"  # which no cell can hold
IN_THE_CLEAR = ("external_id", "name", "department", "skills", "interests")


def fault(index: int, field: str, code: str) -> Fault:
    """The fault of one field of one entry, by its place in the request."""
    return Fault(f"#/members/{index}/{field}", code, DETAILS[code])


def text_of(entry: RosterEntry, absent: Collection[str] = ()) -> str:
    """
    An entry as one text that is the same for the same entry and differs for another.

    absent: the columns of which its file says nothing, which isn't the same as that they are empty.
    """
    parts = [
        entry.external_id,
        entry.name,
        entry.gender,
        entry.birth_month,
        entry.identity_number,
        entry.phone,
        entry.department,
        "\x1f".join(entry.skills),
        "\x1f".join(entry.interests),
        entry.residence_code,
        "" if entry.state == "active" else entry.state,
    ]
    for column in absent:
        parts[ROSTER_COLUMNS.index(column)] = UNSAID
    return "\x1e".join(part or "" for part in parts)


def duplicates(entries: Sequence[RosterEntry]) -> Iterator[Fault]:
    """Entries that repeat an earlier one's number, whatever the letters' case, or identity."""
    external_ids: set[str] = set()
    identities: set[str] = set()
    for index, entry in enumerate(entries):
        if entry.external_id.lower() in external_ids:
            yield fault(index, "external_id", "roster.duplicate_external_id")
        if entry.identity_number in identities:
            yield fault(index, "identity_number", "roster.duplicate_identity")
        external_ids.add(entry.external_id.lower())
        identities.add(entry.identity_number)


def faults_of(index: int, entry: RosterEntry, *, communities: Collection[str], today: date) -> Iterator[Fault]:
    """
    What is wrong with one entry by itself; one without an identity number has an empty one.

    Only where it belongs an identity number is encrypted, so it is refused elsewhere.

    Check digit: GB 11643-1999, section 4.2.4 (ISO 7064 MOD 11-2). Regions aren't checked: they come and go.
    """
    if entry.identity_number:
        yield from _identity_faults(index, entry, today)
    for field in IN_THE_CLEAR:
        if holds_identity(getattr(entry, field)):
            yield fault(index, field, "roster.identity_misplaced")
    if entry.residence_code and entry.residence_code not in communities:
        yield fault(index, "residence_code", "roster.community_unknown")


def holds_identity(value: str | Sequence[str] | None) -> bool:
    """Whether an identity number stands in what is kept in the clear."""
    texts = (value,) if isinstance(value, str) else value or ()
    return any(map(holds_identity_number, texts))


def _identity_faults(index: int, entry: RosterEntry, today: date) -> Iterator[Fault]:
    if ric.calc_check_digit(entry.identity_number) != entry.identity_number[-1]:
        yield fault(index, "identity_number", "roster.check_digit")
    elif not (born_on := _date_of(entry.identity_number[6:14])) or born_on > today:
        yield fault(index, "identity_number", "roster.birth_date")
    elif entry.birth_month and entry.birth_month != born_on.isoformat()[:7]:
        yield fault(index, "birth_month", "roster.birth_month_mismatch")


@functools.lru_cache(maxsize=40_000)  # as many days as a century has
def _date_of(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None
