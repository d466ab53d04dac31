"""What is held on a person: handed out, and taken away."""

from collections.abc import Mapping

from services.membership.model import Member, masked_name
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.free_texts import take_out_texts
from services.membership.schemas import masked_number
from services.membership.views.export import export_of
from shared.errors import Forbidden
from shared.messages import membership as messages


def export_member(command: messages.ExportMember, uow: MembershipUnitOfWork) -> messages.MemberExport:
    """
    Give the acting member all that is held on them.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`.
    """
    member = uow.members.get(command.member_id)
    if uow.actor.member_id != member.id:
        raise Forbidden("member.not_yours")
    return _export(member, uow)


def export_member_on_request(
    command: messages.ExportMemberOnRequest, uow: MembershipUnitOfWork
) -> messages.MemberExport:
    """
    Give the department all that is held on a person, but for their identity number and whole phone.

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `access.denied`.
    """
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    uow.reason = command.reason
    return _export(uow.members.get(command.member_id), uow)


def erase_member(command: messages.EraseMember, uow: MembershipUnitOfWork) -> messages.Erasure:
    """
    Take out a former member's data, for the department or the person. Once more changes nothing.

    The law: Personal Information Protection Law of the PRC, articles 47 and 73 (anonymised data aren't personal).

    Raises:
        NotFound: `member.unknown`.
        Forbidden: `member.not_yours`, neither the department nor the person.
        Conflict: `member.on_roster`, the unit must let them go first.

    Publishes:
        MemberErased, the first time; TeamEdited for each team whose texts held the person's name or phone. What events
        have told before can't be unsaid.
    """
    member = uow.members.hold(command.member_id)
    if not (uow.has_oversight or uow.actor.member_id == member.id):
        raise Forbidden("member.not_yours")
    uow.subject, uow.reason = f"member/{member.id}", command.reason
    if member.erased_at is None:
        _hide_in_teams(member, uow)
        uow.erasures.reach_teams(member.id, uow.now)
        uow.record(member.erase(uow.now))
        uow.members.write_tags([member])
        take_out_texts(uow.session, member.id)
        uow.credentials.end_code(member.id)
    return messages.Erasure(member_id=member.id, erased_at=member.erased_at or uow.now)


def _hide_in_teams(member: Member, uow: MembershipUnitOfWork) -> None:
    """What teams were called stays, without the name and the phone of who goes; what was told of them is told anew."""
    hidden = {member.name: masked_name(member.name)}
    if member.phone_encrypted:
        phone = uow.cipher.decrypt(member.phone_encrypted)
        hidden[phone] = masked_number(phone)
    for team in uow.teams.telling_of(member.id, hidden):
        texts = {name: _without(hidden, getattr(team, name)) for name in ("name", "theme", "description")}
        if texts["name"] != team.name and uow.teams.is_name_taken(str(texts["name"]), besides=team.id):
            texts["name"] = f"{texts['name']} {team.id[-6:]}"
        if edited := team.retell(texts, uow.now):
            uow.record(edited)


def _without(hidden: Mapping[str, str], text: str | None) -> str | None:
    for told, mask in hidden.items():
        text = text and text.replace(told, mask)
    return text


def _export(member: Member, uow: MembershipUnitOfWork) -> messages.MemberExport:
    uow.subject = f"member/{member.id}"
    return export_of(member, uow)
