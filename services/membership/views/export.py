"""All that membership holds on a person, part by part; a part more is a row more in `PARTS`."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from services.membership.model import Admission, Appointment, Member, Registration, RosterConflict, Team, TeamMembership
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.onlooker import Onlooker
from services.membership.roster.facts import unsealed
from services.membership.schemas import (
    consent_shape,
    free_times,
    masked_number,
    masked_phone,
    registration_shape,
)
from services.membership.schemas.appointments import appointment_shape
from services.membership.schemas.teams import admission_shape
from shared.inbox import find_acts
from shared.messages.membership import MemberExport, RedeemPhoneCode, RedeemSignInCode
from shared.messages.wire import to_plain
from shared.personal_data import Items, export_part

SCHEMA_VERSION = 1
# How a person signs in: by a code that their unit has given, or that went to their phone.
SIGN_INS: Mapping[str, str] = {RedeemSignInCode.topic: "unit_code", RedeemPhoneCode.topic: "phone_code"}
# What else the log tells of, by the first part of its subject.
STANDS_IN: Mapping[str, Any] = {
    "registration": Registration,
    "appointment": Appointment,
    "admission": Admission,
    "conflict": RosterConflict,
}


class Collected(NamedTuple):
    """One row of the table: what the part is called, and what collects it."""

    name: str
    collect: Callable[[Member, MembershipUnitOfWork], Items]


def export_of(member: Member, uow: MembershipUnitOfWork) -> MemberExport:
    """Everything that membership holds on one person; numbers in full only where the person asks."""
    return MemberExport(
        schema_version=SCHEMA_VERSION,
        member_id=member.id,
        exported_at=uow.now,
        parts=[export_part("membership", name, collect(member, uow)) for name, collect in PARTS],
    )


def _roster(member: Member, uow: MembershipUnitOfWork) -> Items:
    is_own = uow.actor.member_id == member.id
    decrypt = uow.cipher.decrypt
    phone = (
        decrypt(member.phone_encrypted)
        if member.phone_encrypted and is_own
        else masked_phone(member.phone_encrypted, uow.cipher)
    )
    entry = {
        "unit": uow.organisations.get(member.unit_id).name,
        "phone": phone,
        "identity_number": decrypt(member.identity_encrypted) if member.identity_encrypted and is_own else None,
    }
    plain = (
        "unit_id",
        "external_id",
        "state",
        "placed_at",
        "earlier_unit_id",
        "left_at",
        "name",
        "gender",
        "birth_month",
        "department",
        "skills",
    )
    names = (*plain, "interests", "residence_code", "user_name", "provisioning_id", "name_parts", "version")
    return [{name: getattr(member, name) for name in names} | entry]


def _profile(member: Member, _: MembershipUnitOfWork) -> Items:
    return [
        {
            "skills": member.own_skills,
            "interests": member.own_interests,
            "paused_until": member.paused_until,
        }
    ]


def _free_times(member: Member, _: MembershipUnitOfWork) -> Items:
    return free_times(member.free_times)


def _registrations(member: Member, uow: MembershipUnitOfWork) -> Items:
    query = select(Registration).where(Registration.member_id == member.id).order_by(Registration.id)
    return [registration_shape(one, uow.actor) for one in uow.session.scalars(query)]


def _teams(member: Member, uow: MembershipUnitOfWork) -> Items:
    names = ("joined_at", "ended_at", "ending", "ending_reason")
    query = select(TeamMembership, Team).join(Team, Team.id == TeamMembership.team_id)
    query = query.where(TeamMembership.member_id == member.id).order_by(TeamMembership.id)
    return [
        {"team_id": team.id, "team": team.name, "is_leader": team.leader_id == member.id}
        | {name: getattr(membership, name) for name in names}
        for membership, team in uow.session.execute(query)
    ]


def _admissions(member: Member, uow: MembershipUnitOfWork) -> Items:
    onlooker = Onlooker(member_id=member.id)
    return [admission_shape(one, onlooker) for one in uow.session.scalars(uow.admissions.of_member(member.id))]


def _appointments(member: Member, uow: MembershipUnitOfWork) -> Items:
    query = select(Appointment).where(Appointment.member_id == member.id).order_by(Appointment.id)
    return [appointment_shape(one, uow.cipher, uow.now) for one in uow.session.scalars(query)]


def _roster_conflicts(member: Member, uow: MembershipUnitOfWork) -> Items:
    """With what the claiming unit's roster says, while it is kept; of another unit's the department alone is told."""
    names = ("id", "unit_id", "holding_unit_id", "state", "opened_at", "decided_at", "decided_by", "reason")
    query = select(RosterConflict).where(RosterConflict.member_id == member.id).order_by(RosterConflict.id)
    return [
        {name: getattr(one, name) for name in names} | {"claimed": _claimed(one, member, uow)}
        for one in uow.session.scalars(query)
    ]


def _claimed(conflict: RosterConflict, member: Member, uow: MembershipUnitOfWork) -> dict[str, Any] | None:
    is_own = uow.actor.member_id == member.id
    if conflict.entry_encrypted is None or (is_own and conflict.unit_id != member.unit_id):
        return None  # who signs in by a code of one unit is told nothing of what another says (0026)
    entry: dict[str, Any] = to_plain(unsealed(conflict.entry_encrypted, uow.cipher))
    if not is_own:
        entry |= {"identity_number": None, "phone": masked_number(entry["phone"]) if entry["phone"] else None}
    return entry


def _consents(member: Member, uow: MembershipUnitOfWork) -> Items:
    rows = uow.session.scalars(uow.consents.of_member(member.id))
    return [consent_shape(one) for one in sorted(rows, key=lambda one: one.id)]


def _services(member: Member, uow: MembershipUnitOfWork) -> Items:
    names = ("id", "wish_id", "community_id", "unit_id", "served_at", "confirmed_at")
    return [{name: getattr(one, name) for name in names} for one in uow.done_services.of_member(member.id)]


def _final_services(member: Member, uow: MembershipUnitOfWork) -> Items:
    names = ("id", "community_id", "unit_id", "served_on", "minutes")
    return [{name: getattr(one, name) for name in names} for one in uow.done_services.final_of_member(member.id)]


def _ratings(member: Member, uow: MembershipUnitOfWork) -> Items:
    """That services were rated; no single score is kept here."""
    names = ("id", "community_id", "unit_id", "given_at")
    return [{name: getattr(one, name) for name in names} for one in uow.done_services.ratings_of_member(member.id)]


def _sign_ins(member: Member, uow: MembershipUnitOfWork) -> Items:
    """As a member, or as staff of an organisation, where the subject is the appointment."""
    return [
        {"at": entry["at"], "by": SIGN_INS[entry["topic"]], "subject": entry["subject"]}
        for entry in _entries(member, uow)
        if entry["topic"] in SIGN_INS
    ]


def _log(member: Member, uow: MembershipUnitOfWork) -> Items:
    """Who did what, when and why, as far as it is by the person, or about them and what they stand in."""
    return [entry for entry in _entries(member, uow) if entry["topic"] not in SIGN_INS]


def _entries(member: Member, uow: MembershipUnitOfWork) -> list[dict[str, Any]]:
    subjects = [f"member/{member.id}"]
    for name, kind in STANDS_IN.items():
        ids = uow.session.scalars(select(kind.id).where(kind.member_id == member.id))
        subjects += [f"{name}/{one}" for one in ids]
    return find_acts(uow.session, uow.tenant_id, member.id, subjects)


PARTS: tuple[Collected, ...] = (
    Collected("roster", _roster),
    Collected("profile", _profile),
    Collected("free_times", _free_times),
    Collected("registrations", _registrations),
    Collected("teams", _teams),
    Collected("admissions", _admissions),
    Collected("appointments", _appointments),
    Collected("roster_conflicts", _roster_conflicts),
    Collected("consents", _consents),
    Collected("services", _services),
    Collected("final_services", _final_services),
    Collected("ratings", _ratings),
    Collected("sign_ins", _sign_ins),
    Collected("log", _log),
)
