"""What has happened in the little town of the examples, as the streams of its community, unit and project tell it."""

from datetime import UTC, datetime
from typing import Any

from gateway import (
    town,
    town_awards,
    town_calls,
    town_commitments,
    town_conflicts,
    town_contracts,
    town_meetings,
    town_menu,
    town_milestones,
    town_needs,
    town_organisations,
    town_project_items,
    town_proposals,
    town_service,
    town_surveys,
    town_teams,
    town_wishes,
)
from gateway.chronicles import members, registrations
from shared.messages import engagement, evaluation, membership, outsourcing
from shared.messages.declare import Event
from shared.messages.envelope import Envelope, write_event
from shared.messages.notifications import StreamKind, readable_fields, stream_ids_of
from shared.messages.wire import decode

TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
IN_COMMUNITY = {"community_id": town.COMMUNITY_ID}
OF_WISH: dict[str, Any] = {"wish_id": town.WISH_ID, **IN_COMMUNITY}
OF_MEMBER = {"member_id": town.MEMBER_ID, "unit_id": town.UNIT_ID}
OF_REGISTRATION: dict[str, Any] = {"registration_id": town.REGISTRATION_ID, **IN_COMMUNITY, **OF_MEMBER}
OF_CLAIM = {"claim_id": town.CLAIM_ID, **OF_WISH, **OF_MEMBER}
UNIT_AS_ORGANISATION: dict[str, Any] = {
    "organisation_id": town.UNIT_ID,
    "kind": "unit",
    "unit_id": town.UNIT_ID,
}
OF_APPOINTMENT: dict[str, Any] = {
    "appointment_id": town.APPOINTMENT_ID,
    "organisation_id": town.COMMUNITY_ID,
    "kind": "community",
    "office": town.APPOINTMENT.office,
    **IN_COMMUNITY,
    **OF_MEMBER,
}

TOLD: tuple[tuple[datetime, Event], ...] = (
    (
        datetime(2026, 11, 2, 1, tzinfo=UTC),
        membership.CommunityOpened(
            **IN_COMMUNITY,
            code="LJ-0102",
            name=town.COMMUNITY.name,
            subdistrict="滨河街道",
            district="江北区",
            city="临江市",
        ),
    ),
    (datetime(2026, 11, 2, 1, 5, tzinfo=UTC), membership.UnitOpened(unit_id=town.UNIT_ID, name=town.UNIT.name)),
    (
        datetime(2026, 11, 2, 2, tzinfo=UTC),
        membership.SocialOrganisationOpened(
            social_organisation_id=town.SOCIAL_ORGANISATION_ID,
            name=town.SOCIAL_ORGANISATION.name,
            code=town.SOCIAL_ORGANISATION.code or "",
        ),
    ),
    (datetime(2026, 11, 2, 6, tzinfo=UTC), membership.MemberEnrolled(**OF_MEMBER, masked_name="陈**")),
    (town.REQUESTED.requested_at, membership.RegistrationRequested(**OF_REGISTRATION)),
    (
        town.CONFIRMED.confirmed_at or town.CONFIRMED.requested_at,
        membership.RegistrationConfirmed(**OF_REGISTRATION, receipt_number=town.CONFIRMED.receipt_number or ""),
    ),
    *members.EARLIER,
    (
        town.WISH.published_at,
        engagement.WishPublished(
            **OF_WISH,
            title=town.WISH.title,
            category=town.WISH.category,
            beneficiary_kind=town.WISH.beneficiary_kind,
        ),
    ),
    (
        datetime(2026, 11, 20, 2, tzinfo=UTC),
        engagement.WishEdited(**OF_WISH, title=town.EDITED_WISH.title, category=town.EDITED_WISH.category),
    ),
    (town.CLAIM.claimed_at, engagement.WishClaimed(**OF_CLAIM, title=town.EDITED_WISH.title)),
    (
        datetime(2026, 11, 22, 3, tzinfo=UTC),
        engagement.CommitmentMade(
            **OF_CLAIM,
            commitment_id=town.COMMITMENT_ID,
            text=town.COMMITMENT.text,
            due_at=town.COMMITMENT.due_at,
        ),
    ),
    (datetime(2026, 11, 28, 2, tzinfo=UTC), engagement.WishDelivered(**OF_CLAIM)),
    (
        town.INVITATION.opened_at,
        engagement.DeliveryConfirmed(
            **OF_CLAIM, commitment_id=town.COMMITMENT_ID, title=town.EDITED_WISH.title, verdict="kept"
        ),
    ),
    (
        town.INVITATION.opened_at,
        evaluation.InvitationOpened(**OF_WISH, invitation_id=town.INVITATION_ID, expires_at=town.INVITATION.expires_at),
    ),
    (
        town.RATING.rated_at,
        evaluation.RatingGiven(
            **OF_WISH,
            **OF_MEMBER,
            rating_id=town.RATING_ID,
            invitation_id=town.INVITATION_ID,
            score=town.RATING.score,
            outcome=town.RATING.outcome,
        ),
    ),
    (
        town.PROJECT.registered_at,
        outsourcing.ProjectRegistered(
            **IN_COMMUNITY,
            project_id=town.PROJECT_ID,
            title=town.PROJECT.title,
            budget_minor=town.PROJECT.budget_minor,
            currency=town.PROJECT.currency,
            starts_on=town.PROJECT.starts_on,
            ends_on=town.PROJECT.ends_on,
            need_ids=town.PROJECT.need_ids,
        ),
    ),
    (
        datetime(2026, 12, 3, 1, tzinfo=UTC),
        membership.OrganisationEdited(
            **UNIT_AS_ORGANISATION,
            name=town.RENAMED_UNIT.name,
            code=town.UNIT.code,
            parent_id=None,
            subdistrict=None,
            district=None,
            city=None,
        ),
    ),
    (datetime(2026, 12, 4, 1, tzinfo=UTC), membership.OrganisationClosed(**UNIT_AS_ORGANISATION)),
    (datetime(2026, 12, 5, 1, tzinfo=UTC), membership.OrganisationReopened(**UNIT_AS_ORGANISATION)),
    (
        datetime(2026, 12, 6, 1, tzinfo=UTC),
        membership.AppointmentMade(
            **OF_APPOINTMENT,
            since=town.APPOINTMENT.since,
            until=town.APPOINTMENT.until,
            masked_name="陈**",
        ),
    ),
    (datetime(2026, 12, 9, 2, tzinfo=UTC), membership.AppointmentEnded(**OF_APPOINTMENT, ending="ended_early")),
    *registrations.HISTORY,
    *town_conflicts.HISTORY,
    *town_teams.HISTORY,
    *town_needs.HISTORY,
    *town_menu.HISTORY,
    *town_service.HISTORY,
    *town_wishes.HISTORY,
    *town_commitments.HISTORY,
    *town_meetings.HISTORY,
    *town_organisations.HISTORY,
    *members.LATER,
    *town_surveys.HISTORY,
    *town_project_items.HISTORY,
    *town_calls.HISTORY,
    *town_proposals.HISTORY,
    *town_awards.HISTORY,
    *town_contracts.HISTORY,
    *town_milestones.HISTORY,
)
HISTORY = tuple(sorted(TOLD, key=lambda told: told[0]))


def read_stream(kind: StreamKind, *, after: int = 0) -> list[dict[str, Any]]:
    """The events of one of the town's streams behind a position, as the feed hands them out."""
    told = [(number, at, event) for number, (at, event) in enumerate(HISTORY, 1) if _stands_in(event, kind)]
    return [_as_told(kind, *entry, position=position) for position, entry in enumerate(told, 1)][after:]


def _stands_in(event: Event, kind: StreamKind) -> bool:
    return bool(stream_ids_of(event, kind))


def _as_told(kind: StreamKind, number: int, at: datetime, event: Event, *, position: int) -> dict[str, Any]:
    """With the fields alone that the stream's readers see, in `data` and around it."""
    allowed = readable_fields(type(event), kind)
    body: dict[str, Any] = decode(
        write_event(
            Envelope(
                id=town.id_of(0x100 + number),
                source=f"/linli/{event.owner}",
                type=event.type,
                subject=event.subject,
                time=at,
                tenant=town.TENANT_ID,
                community=getattr(event, "community_id", None),
                traceparent=TRACEPARENT,
                data=event,
            )
        )
    )
    body["data"] = {name: value for name, value in body["data"].items() if name in allowed}
    if event.subject_field not in allowed:
        del body["subject"]
    if "community_id" not in allowed:
        body.pop("community", None)
    return body | {"position": position}
