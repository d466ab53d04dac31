"""Quarterly reports of units and communities, from what membership has heard."""

from typing import Any, Literal

from services.membership.model import Organisation
from services.membership.quarters import Period, quarter_named
from services.membership.repository import MembershipUnitOfWork
from services.membership.repository.dual_management import DualManagement
from services.membership.repository.stands import Side, Standing
from shared.errors import NotFound
from shared.messages.membership import dual_management as messages


def show_unit_report(query: messages.ShowUnitReport, uow: MembershipUnitOfWork) -> messages.QuarterlyReport:
    """
    A unit's quarter, for the unit and the department.

    Raises:
        NotFound: `unit.unknown`; `report.unknown`, the quarter hasn't begun, or was over before the unit was opened.
        Forbidden: `unit.not_yours`.
    """
    unit = uow.organisations.get(query.unit_id, "unit")
    uow.check_in_charge(unit.id, "unit.not_yours")
    return _report("unit", unit, query.quarter, uow)


def show_community_report(query: messages.ShowCommunityReport, uow: MembershipUnitOfWork) -> messages.QuarterlyReport:
    """
    A community's quarter, for the community and the department.

    Raises:
        NotFound: `community.unknown`; `report.unknown`, the quarter hasn't begun, or was over before the community was
            opened.
        Forbidden: `community.not_yours`.
    """
    community = uow.organisations.get(query.community_id, "community")
    uow.check_in_charge(community.id, "community.not_yours")
    return _report("community", community, query.quarter, uow)


def _report(
    kind: Literal["unit", "community"], organisation: Organisation, name: str, uow: MembershipUnitOfWork
) -> messages.QuarterlyReport:
    period = quarter_named(name)
    if period.begins_at > uow.now or period.ends_at <= organisation.opened_at:
        raise NotFound("report.unknown")
    side: Side = "unit_id" if kind == "unit" else "community_id"
    known = uow.dual_management(side, organisation.id)
    is_running = uow.now < period.ends_at
    standing = known.standing() if is_running else uow.stands.find(name, side, organisation.id)
    folder = "units" if kind == "unit" else "communities"
    return messages.QuarterlyReport(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        kind=kind,
        quarter=name,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        is_provisional=is_running,
        as_of=uow.now,
        **_figures(standing),
        begun=known.count_begun(period),
        ended=known.count_ended(period),
        served=known.count_served(period),
        **_services(known, period),
        parts=_parts(known, period, standing),
        rows_path=f"/v1/{folder}/{organisation.id}/members/service?"
        f"starts_on={period.starts_on}&ends_on={period.ends_on}",
    )


def _figures(standing: Standing | None) -> dict[str, Any]:
    if standing is None:
        return dict.fromkeys(("members", "registered", "registered_residence", "registered_paired", "share"))
    return {
        "members": standing.members,
        "registered": standing.registered,
        "registered_residence": standing.residence,
        "registered_paired": standing.paired,
        "share": round(standing.registered / standing.members, 4) if standing.members else None,
    }


def _services(known: DualManagement, period: Period) -> dict[str, Any]:
    """What was done in the quarter, and how it was rated."""
    done = known.done_by_category(period)
    told, scores = known.told_ratings(period)
    return {
        "confirmed": sum(one.confirmed for one in done),
        "awaiting": sum(one.awaiting for one in done),
        "minutes": known.sum_minutes(period),
        "categories": [
            messages.ReportCategory(category=one.key, confirmed=one.confirmed, awaiting=one.awaiting) for one in done
        ],
        "ratings": messages.ToldRatings(
            given=known.count_ratings(period), told=told, average=round(scores / told, 2) if told else None
        ),
    }


def _parts(known: DualManagement, period: Period, standing: Standing | None) -> list[messages.ReportPart]:
    done = {str(one.key): one for one in known.done_by_part(period)}
    members = standing.by_part if standing else {}
    ids = sorted({*members, *done})
    names = known.names(ids)
    return [
        messages.ReportPart(
            id=id_,
            name=names.get(id_, ""),
            members=members.get(id_, 0) if standing else None,
            confirmed=done[id_].confirmed if id_ in done else 0,
            awaiting=done[id_].awaiting if id_ in done else 0,
        )
        for id_ in ids
    ]
