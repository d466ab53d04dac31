"""Users are the members on the unit's roster."""

import re
from collections.abc import Mapping
from typing import Any

from scim2_models import InvalidValueException, Meta, NotFoundException, Resource

from gateway.scim.caller import Caller
from gateway.scim.models import MOBILE, Member, Name, PhoneNumber, User
from gateway.scim.names import renamed, unknown
from shared.errors import Invalid, Refusal
from shared.ids import is_id
from shared.messages import membership as m

TYPE = "User"
SEPARATORS = re.compile(r"[\s().-]")
# RFC 3966, and what people write before a number of the mainland.
BEFORE_NUMBER = re.compile(r"(tel:)?(\+86|0086)?")
# What a field of the command is called here.
NAMES: Mapping[str, str] = {
    "user_name": "userName",
    "provisioning_id": "externalId",
    "name": "displayName",
    "name_parts": "name",
    "phone": "phoneNumbers",
    "birth_month": "birthMonth",
    "identity_number": "identityNumber",
    "residence_code": "residence",
}
GONE = ("member.unknown", "member.not_yours", "member.not_on_roster")


class Members:
    """The unit's roster, one by one."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def get(self, member_id: str) -> User[Member]:
        """
        Raises:
            NotFoundException: nobody on the unit's roster.
        """
        if not is_id(member_id):
            raise unknown(member_id)
        try:
            return user_of(self._caller.ask(m.ShowMemberRecord(member_id=member_id), m.MemberRecord))
        except Refusal as refusal:
            raise _told(refusal, member_id) from refusal

    def create(self, user: Resource[Any]) -> User[Member]:
        """
        Raises:
            Refusal: as for `AddMember`.
        """
        given = facts_of(user)
        answer, is_repeat = self._tell(m.AddMember, given)
        if is_repeat and not self._caller.has_key:
            try:
                return self.get(answer.id)
            except NotFoundException:  # the same request as long ago, whose member has left meanwhile
                self._caller.begin_anew()
                answer, _ = self._tell(m.AddMember, given)
        return self._as_kept(user, answer)

    def update(self, user: Resource[Any], expected_version: int | None) -> User[Member]:
        """
        Raises:
            NotFoundException: nobody on the unit's roster.
            Refusal: as for `EditMember`.
        """
        member_id = str(user.id)
        try:
            answer, _ = self._tell(m.EditMember, facts_of(user) | {"member_id": member_id}, expected_version)
        except Refusal as refusal:
            raise _told(refusal, member_id) from refusal
        return self._as_kept(user, answer)

    def delete(self, member_id: str, expected_version: int | None) -> None:
        """
        Raises:
            NotFoundException: nobody on the unit's roster.
        """
        if not is_id(member_id):
            raise unknown(member_id)
        try:
            self._caller.tell(m.RemoveMember, {"member_id": member_id}, expected_version=expected_version)
        except Refusal as refusal:
            raise _told(refusal, member_id) from refusal

    def search(self, search: m.SearchMemberRecords) -> m.MemberRecordPage:
        return self._caller.ask(search, m.MemberRecordPage)

    def _as_kept(self, user: Any, answer: m.Member) -> User[Member]:
        """What was sent, unless it has words that the platform may have put by its own."""
        more = user[Member] or Member()
        return self.get(answer.id) if more.skills or more.interests else _as_answered(user, answer)

    def _tell(self, command: Any, given: dict[str, Any], expected_version: int | None = None) -> tuple[m.Member, bool]:
        try:
            return self._caller.tell(command, given, m.Member, expected_version=expected_version)
        except Invalid as refusal:
            raise renamed(refusal, NAMES) from None


def user_of(record: m.MemberRecord) -> User[Member]:
    """A member as SCIM shows them."""
    parts = record.name_parts
    user = User[Member](
        id=record.id,
        external_id=record.provisioning_id,
        user_name=record.user_name,
        display_name=record.name,
        name=Name(formatted=parts.formatted, family_name=parts.family_name, given_name=parts.given_name)
        if parts
        else None,
        active=record.state == "active",
        phone_numbers=[PhoneNumber(value=record.phone, type=MOBILE)] if record.phone else None,
        meta=_meta(record.created_at, record.changed_at, record.version),
    )
    user[Member] = Member(
        department=record.department,
        skills=record.skills or None,
        interests=record.interests or None,
        residence=record.residence_code,
        gender=record.gender,
        birth_month=record.birth_month,
    )
    return user


def facts_of(user: Any) -> dict[str, Any]:
    """What a user says, as `AddMember` and `EditMember` take it; what isn't said is left out."""
    more = user[Member] or Member()
    name = user.name or Name()
    parts = {"formatted": name.formatted, "family_name": name.family_name, "given_name": name.given_name}
    said = {
        "user_name": user.user_name,
        "provisioning_id": user.external_id,
        "name": user.display_name,
        "name_parts": {part: value for part, value in parts.items() if value} or None,
        "state": "inactive" if user.active is False else "active",
        "phone": _phone_of(user.phone_numbers or []),
        "department": more.department,
        "skills": more.skills,
        "interests": more.interests,
        "residence_code": more.residence,
        "gender": more.gender,
        "birth_month": more.birth_month,
        "identity_number": more.identity_number,
    }
    return {field: value for field, value in said.items() if value not in (None, "", [])}


def _phone_of(numbers: list[PhoneNumber]) -> str | None:
    """
    Raises:
        InvalidValueException: more than one, or another than a mobile one.
    """
    if len(numbers) > 1 or any((number.type or MOBILE).lower() != MOBILE for number in numbers):
        raise InvalidValueException(detail="phoneNumbers: one number of the type mobile is kept")
    if not numbers or not numbers[0].value:
        return None
    return BEFORE_NUMBER.sub("", SEPARATORS.sub("", numbers[0].value), count=1)


def _as_answered(user: Resource[Any], answer: m.Member) -> User[Member]:
    """The user as it was sent, with what the platform adds."""
    kept: User[Member] = User[Member].model_validate(user.model_dump())
    kept.id = answer.id
    kept.meta = _meta(answer.created_at, answer.changed_at, answer.version)
    kept.display_name, kept.user_name = answer.name, (kept.user_name or "").strip()
    kept.active = answer.state == "active"
    if phone := _phone_of(kept.phone_numbers or []):
        kept.phone_numbers = [PhoneNumber(value=phone, type=MOBILE)]
    if kept[Member]:
        kept[Member].identity_number = None
    return kept


def _meta(created: Any, changed: Any, version: int) -> Meta:
    return Meta(resource_type=TYPE, created=created, last_modified=changed, version=f'W/"{version}"')


def _told(refusal: Refusal, member_id: str) -> Exception:
    return unknown(member_id) if refusal.code in GONE else refusal
