"""Needs as callers get them."""

from collections.abc import Sequence

from services.engagement.model import (
    Need,
    NeedStep,
)
from shared.masks import hide_numbers
from shared.messages import (
    engagement as messages,
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
                id=link.id,
                kind=link.kind,
                target_id=link.target_id,
                linked_at=link.linked_at,
                is_done=link.is_done,
                is_given_up=link.is_given_up,
            )
            for link in need.links
        ],
        submitted_at=need.submitted_at,
        changed_at=need.changed_at,
        version=need.version,
    )


def overseen_shape(need: Need) -> messages.need_overviews.OverseenNeed:
    """Of a private one not even what it is called."""
    return messages.need_overviews.OverseenNeed(
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
