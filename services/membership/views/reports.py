"""Quarterly reports of units and communities, from what membership has heard."""

from typing import Any, Literal

from services.membership.model import Organisation
from services.membership.quarters import Period, quarter_named
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.dual_management import DualManagement
from shared.errors import NotFound
from shared.messages.membership import dual_management as messages


def show_unit_report(query: messages.ShowUnitReport, uow: MembershipUnitOfWork) -> messages.QuarterlyReport:
    """
    A unit's quarter, for the unit and the department.

    Raises:
        NotFound: `unit.unknown`; `report.unknown`, the quarter hasn't begun.
        Forbidden: `unit.not_yours`.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    uow.check_in_charge(unit.id, "unit.not_yours")
    return _report("unit", unit, query.quarter, uow)


def show_community_report(query: messages.ShowCommunityReport, uow: MembershipUnitOfWork) -> messages.QuarterlyReport:
    """
    A community's quarter, for the community and the department.

    Raises:
        NotFound: `community.unknown`; `report.unknown`, the quarter hasn't begun.
        Forbidden: `community.not_yours`.
    """
    community = uow.organisations.get(query.community_id, "community")
    uow.check_in_charge(community.id, "community.not_yours")
    return _report("community", community, query.quarter, uow)


def _report(
    kind: Literal["unit", "community"], organisation: Organisation, name: str, uow: MembershipUnitOfWork
) -> messages.QuarterlyReport:
    period = quarter_named(name)
    if period.begins_at > uow.now:
        raise NotFound("report.unknown")
    known = uow.dual_management("unit_id" if kind == "unit" else "community_id", organisation.id)
    members = known.count_on_roster() if kind == "unit" else None
    registered = known.count_registered()
    folder = "units" if kind == "unit" else "communities"
    return messages.QuarterlyReport(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        kind=kind,
        quarter=name,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        is_provisional=uow.now < period.ends_at,
        as_of=uow.now,
        members=members,
        registered=registered.members,
        registered_residence=registered.residence,
        registered_paired=registered.paired,
        share=round(registered.members / members, 4) if members else None,
        begun=known.count_begun(period),
        ended=known.count_ended(period),
        served=known.count_served(period),
        **_services(known, period),
        rows_path=f"/v1/{folder}/{organisation.id}/members/service?"
        f"starts_on={period.starts_on}&ends_on={period.ends_on}",
    )


def _services(known: DualManagement, period: Period) -> dict[str, Any]:
    """What was done in the quarter, whole and in parts, and how it was rated."""
    done = known.done_by_part(period)
    told, scores = known.told_ratings(period)
    return {
        "confirmed": sum(one.confirmed for one in done),
        "awaiting": sum(one.awaiting for one in done),
        "parts": _parts(known, {str(one.key): (one.confirmed, one.awaiting) for one in done}),
        "categories": [
            messages.ReportCategory(category=one.key, confirmed=one.confirmed, awaiting=one.awaiting)
            for one in known.done_by_category(period)
        ],
        "ratings": messages.ToldRatings(
            given=known.count_ratings(period), told=told, average=round(scores / told, 2) if told else None
        ),
    }


def _parts(known: DualManagement, done: dict[str, tuple[int, int]]) -> list[messages.ReportPart]:
    members = known.registered_by_part()
    ids = sorted({*members, *done})
    names = known.names(ids)
    return [
        messages.ReportPart(
            id=id_,
            name=names.get(id_, ""),
            members=members.get(id_, 0),
            confirmed=done.get(id_, (0, 0))[0],
            awaiting=done.get(id_, (0, 0))[1],
        )
        for id_ in ids
    ]
