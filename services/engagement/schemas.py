"""Rows as the shapes that callers get."""

from collections.abc import Mapping, Sequence

from services.engagement.model import (
    ActivitySeries,
    Booking,
    Claim,
    Commitment,
    Evidence,
    ItemRole,
    Meeting,
    MeetingMinutes,
    Menu,
    MenuItem,
    Need,
    NeedStep,
    PlaceClaim,
    Resolution,
    Span,
    Venue,
    Wish,
    WishStep,
)
from shared.masks import hide_numbers
from shared.messages import (
    engagement as messages,
)


def wish_shape(wish: Wish) -> messages.Wish:
    """Without the beneficiary, who is shown by `RevealBeneficiary` alone."""
    return messages.Wish(
        id=wish.id,
        community_id=wish.community_id,
        title=wish.title,
        category=wish.category,
        beneficiary_kind=wish.beneficiary_kind,
        state=wish.state,
        claim_id=wish.claim_id,
        published_at=wish.published_at,
        expires_at=wish.expires_at,
        version=wish.version,
    )


def claim_shape(claim: Claim) -> messages.Claim:
    return messages.Claim(
        id=claim.id,
        wish_id=claim.wish_id,
        community_id=claim.community_id,
        member_id=claim.member_id,
        unit_id=claim.unit_id,
        state=claim.state,
        plan=claim.plan,
        claimed_at=claim.claimed_at,
        commit_by=claim.commit_by,
        due_at=claim.due_at,
        commitment=commitment_shape(claim.commitment) if claim.commitment else None,
        delivery_note=claim.delivery_note,
        times_sent_back=claim.times_sent_back,
        sent_back_reason=claim.sent_back_reason,
        evidence_count=claim.evidence_count,
        confirmation_note=claim.confirmation_note,
        ending=claim.ending,
        version=claim.version,
    )


def evidence_shape(evidence: Evidence) -> messages.Evidence:
    """Without the file itself, which is shown by `RevealEvidence` alone."""
    return messages.Evidence(
        id=evidence.id,
        claim_id=evidence.claim_id,
        media_type=evidence.media_type,
        size_bytes=evidence.size_bytes,
        attached_at=evidence.attached_at,
    )


def commitment_shape(commitment: Commitment) -> messages.Commitment:
    return messages.Commitment(
        id=commitment.id,
        text=commitment.text,
        made_at=commitment.made_at,
        due_at=commitment.due_at,
        state=commitment.state,
        extended_from=commitment.extended_from,
        extension_reason=commitment.extension_reason,
    )


def wish_step_shape(step: WishStep) -> messages.WishStep:
    return messages.WishStep(
        kind=step.kind, reason=step.reason, role=step.role, claim_id=step.claim_id, due_at=step.due_at, at=step.at
    )


def need_shape(need: Need) -> messages.Need:
    """Without whose it is, which is shown by `RevealNeedContact` alone."""
    return messages.Need(
        id=need.id,
        community_id=need.community_id,
        ticket_number=need.ticket_number,
        ticket_path=f"/v1/need-tickets/{need.ticket_token}",
        category=need.category,
        title=need.title,
        description=need.description,
        place=need.place,
        latitude=need.latitude,
        longitude=need.longitude,
        privacy=need.privacy,
        origin=need.origin,
        state=need.state,
        has_contact=need.has_contact,
        is_resolvable=need.is_resolvable,
        merged_into_id=need.merged_into_id,
        links=[
            messages.NeedLink(
                id=link.id, kind=link.kind, target_id=link.target_id, linked_at=link.linked_at, is_done=link.is_done
            )
            for link in need.links
        ],
        submitted_at=need.submitted_at,
        changed_at=need.changed_at,
        version=need.version,
    )


def overseen_shape(need: Need) -> messages.OverseenNeed:
    """Of a private one not even what it is called."""
    return messages.OverseenNeed(
        id=need.id,
        community_id=need.community_id,
        ticket_number=need.ticket_number,
        category=need.category,
        title=None if need.is_private else need.title,
        privacy=need.privacy,
        origin=need.origin,
        state=need.state,
        submitted_at=need.submitted_at,
        changed_at=need.changed_at,
        closed_at=need.closed_at,
    )


def step_shape(step: NeedStep) -> messages.NeedStep:
    return messages.NeedStep(kind=step.kind, reason=step.reason, role=step.role, at=step.at)


def ticket_shape(need: Need, leading: Need, steps: Sequence[NeedStep]) -> messages.NeedTicket:
    """Nothing in it says whose need it is; leading: the one that it follows, or itself."""
    return messages.NeedTicket(
        ticket_number=need.ticket_number,
        community_id=need.community_id,
        category=need.category,
        state=leading.state,
        is_merged=need.state == "merged",
        board_need_id=leading.id if leading.is_on_board and not need.is_private else None,
        submitted_at=need.submitted_at,
        changed_at=max(need.changed_at, leading.changed_at),
        steps=[
            messages.NeedStep(
                kind=step.kind,
                reason=hide_numbers(step.reason) if step.reason else None,
                role=step.role,
                at=step.at,
            )
            for step in steps
        ],
    )


def menu_item_shape(item: MenuItem) -> messages.MenuItem:
    return messages.MenuItem(
        id=item.id,
        community_id=item.community_id,
        kind=item.kind,
        state=item.state,
        title=item.title,
        category=item.category,
        description=item.description,
        location=item.location,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        from_on=item.from_on,
        until_on=item.until_on,
        sign_up_opens_at=item.sign_up_opens_at,
        sign_up_closes_at=item.sign_up_closes_at,
        extends_until=item.extends_until,
        withdrawal_hours=item.withdrawal_hours,
        is_settled=item.settled_at is not None,
        called_off_because=item.called_off_because,
        roles=[role_shape(role) for role in item.roles],
        published_at=item.published_at,
        series_id=item.series_id,
        version=item.version,
    )


def role_shape(role: ItemRole) -> messages.ItemRole:
    return messages.ItemRole(
        id=role.id,
        name=role.name,
        min_places=role.min_places,
        max_places=role.max_places,
        skills=list(role.skills),
        taken=role.taken,
        waiting=role.waiting,
    )


def place_claim_shape(claim: PlaceClaim, item: MenuItem) -> messages.PlaceClaim:
    return messages.PlaceClaim(
        id=claim.id,
        menu_item_id=claim.menu_item_id,
        role_id=claim.role_id,
        community_id=claim.community_id,
        kind=claim.kind,
        state=claim.state,
        places=claim.places,
        member_id=claim.member_id,
        unit_id=claim.unit_id,
        team_id=claim.team_id,
        member_ids=list(claim.member_ids),
        claimed_at=claim.claimed_at,
        offered_until=claim.offered_until,
        withdrawable_until=item.withdrawable_until if claim.state == "held" else None,
        reason=claim.reason,
        version=claim.version,
    )


def venue_shape(venue: Venue) -> messages.Venue:
    return messages.Venue(
        id=venue.id,
        owner_id=venue.owner_id,
        community_id=venue.community_id,
        name=venue.name,
        address=venue.address,
        capacity=venue.capacity,
        facilities=[one.name for one in venue.facilities],
        opening=venue.opening,
        rules=venue.rules,
        state=venue.state,
        version=venue.version,
    )


def booking_shape(booking: Booking) -> messages.Booking:
    return messages.Booking(
        id=booking.id,
        venue_id=booking.venue_id,
        owner_id=booking.owner_id,
        booker_kind=booking.booker_kind,
        booker_id=booking.booker_id,
        series_id=booking.series_id,
        purpose=booking.purpose,
        people=booking.people,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        held_from=booking.held_from,
        held_until=booking.held_until,
        state=booking.state,
        reason=booking.reason,
        version=booking.version,
    )


def slot_shape(span: Span) -> messages.VenueSlot:
    return messages.VenueSlot(starts_at=span.starts_at, ends_at=span.ends_at)


def meeting_shape(meeting: Meeting) -> messages.Meeting:
    return messages.Meeting(
        id=meeting.id,
        caller_id=meeting.caller_id,
        community_id=meeting.community_id,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        booking_id=meeting.booking_id,
        place=meeting.place,
        is_public=meeting.is_public,
        agenda=meeting.agenda,
        invitations=[
            messages.MeetingInvitation(
                organisation_id=one.organisation_id, answer=one.answer, word=one.word, answered_at=one.answered_at
            )
            for one in meeting.invitations
        ],
        state=meeting.state,
        reason=meeting.reason,
        version=meeting.version,
    )


def minutes_shape(minutes: MeetingMinutes) -> messages.MeetingMinutes:
    return messages.MeetingMinutes(
        meeting_id=minutes.meeting_id,
        number=minutes.number,
        text=minutes.text,
        state=minutes.state,
        written_at=minutes.written_at,
        published_at=minutes.published_at,
    )


def resolution_shape(resolution: Resolution) -> messages.Resolution:
    return messages.Resolution(
        id=resolution.id,
        meeting_id=resolution.meeting_id,
        caller_id=resolution.caller_id,
        community_id=resolution.community_id,
        owner_id=resolution.owner_id,
        text=resolution.text,
        due_on=resolution.due_on,
        is_extended=resolution.is_extended,
        state=resolution.state,
        note=resolution.note,
        reason=resolution.reason,
        overdue_at=resolution.overdue_at,
        done_at=resolution.done_at,
        version=resolution.version,
    )


def menu_shape(menu: Menu, counts: Mapping[str, int]) -> messages.Menu:
    """counts: of its items by state."""
    return messages.Menu(
        id=menu.id,
        community_id=menu.community_id,
        title=menu.title,
        from_on=menu.from_on,
        until_on=menu.until_on,
        state=menu.state,
        drafts=counts.get("draft", 0),
        items=counts.get("published", 0) + counts.get("ended", 0),
        published_at=menu.published_at,
        version=menu.version,
    )


def series_shape(series: ActivitySeries, items: Sequence[MenuItem]) -> messages.ActivitySeries:
    return messages.ActivitySeries(
        id=series.id,
        community_id=series.community_id,
        title=series.title,
        recurrence=series.recurrence,
        planned_at=series.planned_at,
        menu_item_ids=[item.id for item in items],
    )
