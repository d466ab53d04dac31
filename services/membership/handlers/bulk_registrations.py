"""Many registrations at once, requested by a unit for its members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.membership.model import Member, Registration
from services.membership.repository import MembershipUnitOfWork, Place
from shared.errors import Conflict, Forbidden, NotFound, Refusal
from shared.ids import new_id
from shared.messages import membership as messages


@dataclass(frozen=True)
class Known:
    """What the entries of a request are held against."""

    unit_id: str
    members: Mapping[str, Member]
    community_ids: frozenset[str]
    communities_by_code: Mapping[str, str]
    paired_with: frozenset[str]

    def community_of(self, entry: messages.RegistrationEntry) -> str:
        """
        The community that an entry means.

        Raises:
            NotFound: `member.unknown`, `community.unknown`.
            Forbidden: `member.not_yours`.
            Conflict: `member.not_active`; `registration.no_residence`, the roster tells no community to live in;
                `registration.not_paired`.
        """
        member = self.members.get(entry.member_id)
        if member is None:
            raise NotFound("member.unknown")
        if member.unit_id != self.unit_id:
            raise Forbidden("member.not_yours")
        member.check_active()
        community_id = entry.community_id or self.communities_by_code.get(member.residence_code or "")
        if community_id is None:
            raise Conflict("registration.no_residence")
        if community_id not in self.community_ids:
            raise NotFound("community.unknown")
        if entry.kind == "paired" and community_id not in self.paired_with:
            raise Conflict("registration.not_paired")
        return community_id


def request_registrations(command: messages.RequestRegistrations, uow: MembershipUnitOfWork) -> messages.RequestReport:
    """
    Ask communities, for a unit, to register its members; entries that are good go through.

    Returns:
        What became of each entry, in the order of the request.

    Raises:
        NotFound: `unit.unknown`.
        Forbidden: `unit.not_yours`.

    Publishes:
        RegistrationRequested for each new one.
    """
    unit = uow.organisations.get(command.unit_id, "unit")
    if not uow.is_run_by_actor(unit.id):
        raise Forbidden("unit.not_yours")
    uow.subject = f"unit/{unit.id}"
    known = _know(unit.id, command.registrations, uow)
    live = uow.registrations.live_of(known.members.keys())
    new: dict[Place, Registration] = {}
    refused: dict[int, str] = {}
    for index, entry in enumerate(command.registrations):
        try:
            community_id = known.community_of(entry)
        except Refusal as refusal:
            refused[index] = refusal.code
            continue
        place = Place(entry.member_id, entry.kind)
        if place not in live and place not in new:
            new[place] = _new(place, unit.id, community_id, uow)
    kept = _keep(new, uow)
    if len(kept) < len(new):  # somebody else was faster
        live = uow.registrations.live_of(known.members.keys())
    return _request_report(command.registrations, refused, kept, live)


def _know(unit_id: str, entries: Sequence[messages.RegistrationEntry], uow: MembershipUnitOfWork) -> Known:
    members = uow.members.load_locked({entry.member_id for entry in entries})
    ids = {entry.community_id for entry in entries if entry.community_id}
    codes = {member.residence_code for member in members.values() if member.residence_code}
    communities = uow.organisations.communities_among(ids=ids, codes=codes)
    has_paired = any(entry.kind == "paired" for entry in entries)
    return Known(
        unit_id=unit_id,
        members=members,
        community_ids=frozenset(one.id for one in communities),
        communities_by_code={one.code or "": one.id for one in communities},
        paired_with=frozenset(uow.pairings.communities_of(unit_id)) if has_paired else frozenset(),
    )


def _new(place: Place, unit_id: str, community_id: str, uow: MembershipUnitOfWork) -> Registration:
    return Registration(
        id=new_id(),
        tenant_id=uow.tenant_id,
        community_id=community_id,
        member_id=place.member_id,
        unit_id=unit_id,
        kind=place.kind,
        state="requested",
        requested_at=uow.now,
    )


def _keep(new: Mapping[Place, Registration], uow: MembershipUnitOfWork) -> dict[Place, Registration]:
    """Those of the new ones whose place is free; the unique index decides where others ask at the same time."""
    columns = ("id", "tenant_id", "community_id", "member_id", "unit_id", "kind", "state", "requested_at", "version")
    inserted = uow.registrations.add_new([{name: getattr(one, name) for name in columns} for one in new.values()])
    kept = {place: one for place, one in new.items() if one.id in inserted}
    for one in kept.values():
        uow.record(one.request())
    return kept


def _request_report(
    entries: Sequence[messages.RegistrationEntry],
    refused: Mapping[int, str],
    kept: Mapping[Place, Registration],
    live: Mapping[Place, str],
) -> messages.RequestReport:
    """Of entries that ask for the same, the first is told as requested."""
    outcomes: list[messages.RequestOutcome] = []
    waiting = dict(kept)
    for index, entry in enumerate(entries):
        place = Place(entry.member_id, entry.kind)
        if index in refused:
            outcome = messages.RequestOutcome(
                member_id=entry.member_id, outcome="refused", registration_id=None, code=refused[index]
            )
        elif new := waiting.pop(place, None):
            outcome = messages.RequestOutcome(
                member_id=entry.member_id, outcome="requested", registration_id=new.id, code=None
            )
        else:
            id_ = kept[place].id if place in kept else live.get(place)
            outcome = messages.RequestOutcome(
                member_id=entry.member_id, outcome="exists", registration_id=id_, code=None
            )
        outcomes.append(outcome)
    counts = [one.outcome for one in outcomes]
    return messages.RequestReport(
        requested=counts.count("requested"),
        exists=counts.count("exists"),
        refused=counts.count("refused"),
        registrations=outcomes,
    )
