"""
What of a member is shown to whom: here alone it is decided, and what they are found by follows it.

A community sees of somebody that they live there, or are registered with it: unit, kind and state, and the name, which
is masked of who isn't registered. What it sees beyond, it sees of who is registered with it now and consents, as the
texts of the purposes say (Personal Information Protection Law of the PRC, articles 13 and 23).
"""

from collections.abc import Collection, Mapping
from typing import Literal

from shared.messages.membership import ConsentPurpose

# registered, resident: a community, of who is registered with it, and of who only lives there.
Reader = Literal["member", "unit", "department", "registered", "resident"]

SHARED = frozenset({"skills", "interests", "own_skills", "own_interests", "free_times", "paused_until"})
WHOLE = SHARED | {"name", "phone", "external_id", "department", "residence_code"}
SEEN_BY: Mapping[Reader, frozenset[str]] = {
    "member": WHOLE,
    "unit": WHOLE,
    "department": WHOLE,
    "registered": frozenset({"name"}),
    "resident": frozenset(),
}
SHARING: ConsentPurpose = "data_sharing_with_community"
CALLING: ConsentPurpose = "contact_by_phone"
# What else who is registered lets the community see.
SEEN_BY_CONSENT: Mapping[ConsentPurpose, frozenset[str]] = {SHARING: SHARED, CALLING: frozenset({"phone"})}


def seen_by(reader: Reader, consents: Collection[ConsentPurpose] = ()) -> frozenset[str]:
    """The fields of a member that a reader sees as they are; consents: what the member consents to now."""
    seen = SEEN_BY[reader]
    if reader != "registered":
        return seen
    return seen.union(*(fields for purpose, fields in SEEN_BY_CONSENT.items() if purpose in consents))


def sees_whole_phone(reader: Reader, consents: Collection[ConsentPurpose]) -> bool:
    """Where one member is shown; lists never have whole phones."""
    return reader == "unit" or "phone" in seen_by(reader, consents) - SEEN_BY[reader]
