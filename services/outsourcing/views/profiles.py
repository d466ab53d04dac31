"""Answers on social organisations: to themselves and the department."""

from collections.abc import Mapping

from services.outsourcing.model.bans import Ban
from services.outsourcing.model.qualifications import STANDING, Qualification
from services.outsourcing.model.track_records import TrackRecord
from services.outsourcing.repository import OutsourcingUnitOfWork
from services.outsourcing.schemas.files import file_shape
from services.outsourcing.schemas.profiles import ban_shape, profile_shape, qualification_shape, track_entry_shape
from shared.errors import Forbidden
from shared.messages.declare import Query
from shared.messages.outsourcing import bans, profiles as messages, qualifications, track_records
from shared.messages.outsourcing.files import AttachedFiles
from shared.paging import read_page
from shared.service import Handler


def show_profile(query: messages.ShowOrganisationProfile, uow: OutsourcingUnitOfWork) -> messages.OrganisationProfile:
    """
    Show an organisation, its bank account masked.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    profile = uow.profiles.get(query.organisation_id)
    _check_shown(profile.organisation_id, uow)
    return profile_shape(
        profile,
        organisation=uow.organisations.get(profile.organisation_id),
        inspections=uow.profiles.inspections(profile.organisation_id),
        documents=uow.files.of("organisation", profile.organisation_id),
        cipher=uow.cipher,
    )


def list_documents(query: messages.ListDocuments, uow: OutsourcingUnitOfWork) -> AttachedFiles:
    """
    What an organisation has attached, without the files themselves.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    profile = uow.profiles.get(query.organisation_id)
    _check_shown(profile.organisation_id, uow)
    found = uow.files.of("organisation", profile.organisation_id)
    return AttachedFiles(items=[file_shape(one, uow.cipher) for one in found])


def show_qualification(
    query: qualifications.ShowQualification, uow: OutsourcingUnitOfWork
) -> qualifications.Qualification:
    """
    Show whether an organisation may propose.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    qualification = uow.qualifications.get(query.organisation_id)
    _check_shown(qualification.organisation_id, uow)
    organisation = uow.organisations.get(qualification.organisation_id)
    return qualification_shape(qualification, organisation, uow.profiles.get(qualification.organisation_id))


def list_qualifications(
    query: qualifications.ListQualifications, uow: OutsourcingUnitOfWork
) -> qualifications.QualificationPage:
    """
    Those that were requested at least once, or in one state; by their last day those alone that have one.

    Raises:
        Forbidden: `access.denied`, not the department.
    """
    if not uow.has_oversight:
        raise Forbidden("access.denied")
    rows = uow.qualifications.all
    rows = rows.where(Qualification.state == query.state) if query.state else rows.where(Qualification.state != "none")
    if query.expires_before is not None:
        rows = rows.where(Qualification.state.in_(STANDING), Qualification.valid_until < query.expires_before)
    if query.order == "soonest_first":
        rows = rows.where(Qualification.valid_until.is_not(None))
    items, following = read_page(
        uow.session,
        rows,
        Qualification.organisation_id,
        after=query.after,
        limit=query.limit,
        order=query.order,
        soonest=Qualification.valid_until,
    )
    ids = [one.organisation_id for one in items]
    organisations, profiles = uow.organisations.find_all(ids), uow.profiles.find_all(ids)
    shapes = [
        qualification_shape(one, organisations[one.organisation_id], profiles[one.organisation_id]) for one in items
    ]
    return qualifications.QualificationPage(items=shapes, next=following)


def list_bans(query: bans.ListBans, uow: OutsourcingUnitOfWork) -> bans.BanPage:
    """
    The bans of an organisation, those that are over too.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    profile = uow.profiles.get(query.organisation_id)
    _check_shown(profile.organisation_id, uow)
    rows = uow.bans.of(profile.organisation_id)
    if query.state is not None:
        rows = rows.where(Ban.state == query.state)
    items, following = read_page(uow.session, rows, Ban.id, after=query.after, limit=query.limit, order=query.order)
    return bans.BanPage(items=[ban_shape(one) for one in items], next=following)


def show_track_record(
    query: track_records.ShowTrackRecord, uow: OutsourcingUnitOfWork
) -> track_records.TrackRecordPage:
    """
    What an organisation did and what happened to it, counted and entry by entry.

    Raises:
        NotFound: `organisation.unknown`.
        Forbidden: `organisation.not_yours`.
    """
    profile = uow.profiles.get(query.organisation_id)
    _check_shown(profile.organisation_id, uow)
    rows = uow.track_records.of(profile.organisation_id)
    if query.kind is not None:
        rows = rows.where(TrackRecord.kind == query.kind)
    items, following = read_page(
        uow.session, rows, TrackRecord.id, after=query.after, limit=query.limit, order=query.order
    )
    counts = uow.track_records.counts(profile.organisation_id)
    return track_records.TrackRecordPage(
        counts=[track_records.TrackCount(kind=kind, count=count) for kind, count in counts.items()],
        items=[track_entry_shape(one) for one in items],
        next=following,
    )


def _check_shown(organisation_id: str, uow: OutsourcingUnitOfWork) -> None:
    """
    Raises:
        Forbidden: `organisation.not_yours`, neither the organisation nor the department.
    """
    if not (uow.has_oversight or uow.is_organisation(organisation_id)):
        raise Forbidden("organisation.not_yours")


QUERIES: Mapping[type[Query], Handler] = {
    messages.ShowOrganisationProfile: show_profile,
    messages.ListDocuments: list_documents,
    qualifications.ShowQualification: show_qualification,
    qualifications.ListQualifications: list_qualifications,
    bans.ListBans: list_bans,
    track_records.ShowTrackRecord: show_track_record,
}
