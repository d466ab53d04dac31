"""
Who may do what: roles × organisation × tenant as one table; what stands in no row is denied.

The tenant needs no column: services confine every read and write to the tenant in the token.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.limits import ADDRESS, CLIENT, network_of
from shared.errors import Forbidden, Unauthenticated
from shared.messages.envelope import Actor, Role

if TYPE_CHECKING:
    from gateway.exchange import Exchange


@dataclass(frozen=True)
class Rule:
    """
    Lets one role in.

    own: the path parameter that must be the caller's own organisation; None where the service decides what is theirs.
    """

    role: Role
    own: str | None = None


class ScopeMissing(Forbidden):
    """The token would need this scope."""

    def __init__(self, scope: str) -> None:
        super().__init__("access.scope_missing", f"Needs the scope {scope}.")
        self.scope = scope


def _any(*roles: Role) -> tuple[Rule, ...]:
    return tuple(Rule(role) for role in roles)


def _own(parameter: str, *roles: Role) -> tuple[Rule, ...]:
    return tuple(Rule(role, parameter) for role in roles)


PUBLIC = _any("public")
IN_TENANT = _any("department", "subdistrict", "community", "unit", "organisation", "member")
WITH_RESIDENTS = IN_TENANT + _any("resident")
OFFICES = _any("department", "subdistrict", "community", "unit", "organisation")
OWN_ORGANISATION = _own("organisation_id", "subdistrict", "community", "unit", "organisation")
CALLERS = _any("department", "subdistrict", "community")
ENDPOINT_OWNERS = _any("department", "community", "unit")

ROLE_TABLE: dict[str, tuple[Rule, ...]] = {
    # the platform itself
    "token.issue": PUBLIC,
    "page.read": PUBLIC,
    "health.read": PUBLIC,
    # membership
    "tenant.open": _any("operator"),
    "community.open": _any("department"),
    "communities.list": WITH_RESIDENTS,
    "unit.open": _any("department"),
    "tenants.list": _any("operator"),
    "tenant.edit": _any("operator"),
    "subdistrict.open": _any("department"),
    "subdistricts.list": IN_TENANT,
    "units.list": OFFICES,
    "social_organisation.open": _any("department"),
    "social_organisations.list": OFFICES,
    "organisation.show": _any("department") + OWN_ORGANISATION + _own("organisation_id", "member"),
    "organisation.edit": _any("department"),
    "organisation.close": _any("department"),
    "organisation.reopen": _any("department"),
    "client.issue": _any("department") + OWN_ORGANISATION,
    "clients.list": _any("department") + OWN_ORGANISATION,
    "client.rotate": OFFICES,
    "client.revoke": OFFICES,
    "contact.add": _any("department") + OWN_ORGANISATION,
    "contacts.list": IN_TENANT,
    "contact.edit": OFFICES,
    "contact.remove": OFFICES,
    "appointment.make": _any("department") + OWN_ORGANISATION,
    "appointments.list": _any("department") + OWN_ORGANISATION,
    "appointment.show": IN_TENANT,
    "appointment.set_phone": OFFICES,
    "appointment.end": OFFICES,
    "phone_code.request": PUBLIC,
    "phone_code.check": PUBLIC,
    "members.enrol": _own("unit_id", "unit"),
    "roster_sync.begin": _own("unit_id", "unit"),
    "roster_syncs.list": _any("department") + _own("unit_id", "unit"),
    "roster_sync.show": _any("department", "unit"),
    "roster_findings.list": _any("department", "unit"),
    "roster_sync.cancel": _any("unit"),
    "roster_conflicts.list": _any("department", "unit"),
    "roster_conflict.show": _any("department", "unit"),
    "roster_conflict.decide": _any("department"),
    "roster_conflict.release": _any("unit"),
    "roster_conflict.withdraw": _any("unit"),
    "roster_conflict.reopen": _any("department", "unit"),
    "member.transfer": _any("department", "unit"),
    "members.list": _any("department") + _own("unit_id", "unit"),
    "members.search": _any("department", "unit", "community"),
    "member.show": _any("department", "unit", "community", "member"),
    "member.add": _any("unit"),
    "member.edit": _any("unit"),
    "member.remove": _any("unit"),
    "member.set_state": _any("unit"),
    "scim.use": _any("unit"),
    "sign_in_code.issue": _any("unit"),
    "registration.request": _any("member"),
    "registration.confirm": _any("community"),
    "registration.show": _any("department", "community", "unit", "member"),
    "registrations.list": _own("community_id", "community"),
    "registrations.confirm": _own("community_id", "community"),
    "registrations.request": _own("unit_id", "unit"),
    "registrations.list_of_unit": _any("department") + _own("unit_id", "unit"),
    "registrations.list_of_member": _any("department", "unit", "member"),
    "registration.refuse": _any("community"),
    "registration.withdraw": _any("member"),
    "registration.end": _any("community", "unit", "member"),
    "registration.transfer": _any("unit", "member"),
    "receipt.show": _any("community", "unit", "member"),
    "receipt.verify": PUBLIC,
    "pairing.propose": _any("community", "unit"),
    "pairing.accept": _any("community", "unit"),
    "pairing.decline": _any("community", "unit"),
    "pairing.end": _any("community", "unit"),
    "pairing.show": _any("department", "community", "unit"),
    "pairings.list": _any("department", "community", "unit"),
    "resource.offer": _own("unit_id", "unit"),
    "resource.replace": _any("unit"),
    "resource.withdraw": _any("unit"),
    "resource.show": _any("department", "community", "unit"),
    "resources.list": _any("department", "community") + _own("unit_id", "unit"),
    "resources.list_for_community": _any("department") + _own("community_id", "community"),
    "team.found": _any("member"),
    "teams.list": IN_TENANT,
    "unit_team.found": _own("unit_id", "unit"),
    "unit_teams.list": _any("department") + _own("unit_id", "unit"),
    "team_suggestions.list": _own("unit_id", "unit"),
    "suggested_members.list": _own("unit_id", "unit"),
    "member_teams.list": _any("department", "unit", "member"),
    "team.show": IN_TENANT,
    "team.edit": _any("unit", "member"),
    "team.dissolve": _any("unit", "member"),
    "team.hand_over": _any("unit", "member"),
    "team_members.list": IN_TENANT,
    "team_members.add": _any("unit"),
    "team_members.remove": _any("unit", "member"),
    "team.join": _any("member"),
    "team.leave": _any("member"),
    "team.invite": _any("unit", "member"),
    "admission.request": _any("member"),
    "team_admissions.list": _any("unit", "member"),
    "member_admissions.list": _any("unit", "member"),
    "admission.show": _any("unit", "member"),
    "admission.accept": _any("unit", "member"),
    "admission.decline": _any("unit", "member"),
    "admission.withdraw": _any("unit", "member"),
    "stationing.request": _any("unit", "member"),
    "team_stationings.list": IN_TENANT,
    "community_stationings.list": _any("department") + _own("community_id", "community"),
    "stationing.show": _any("department", "community", "unit", "member"),
    "stationing.accept": _any("community"),
    "stationing.decline": _any("community"),
    "stationing.end": _any("community", "unit", "member"),
    "free_times.set": _any("member"),
    "member_profile.set": _any("member"),
    "consent_texts.list": IN_TENANT,
    "consent.record": _any("unit", "member"),
    "consents.list": _any("department", "unit", "member"),
    "consents.show_standing": _any("department", "unit", "member"),
    "member.export": _any("member"),
    "member.export_on_request": _any("department"),
    "member.erase": _any("department", "member"),
    "skills.list": IN_TENANT,
    "skill.add": _any("department"),
    "skills.list_unlisted": _any("department"),
    "skill.show": IN_TENANT,
    "skill.edit": _any("department"),
    "skill.retire": _any("department"),
    "unit_service.list": _any("department") + _own("unit_id", "unit"),
    "community_service.list": _any("department") + _own("community_id", "community"),
    "unit_report.show": _any("department") + _own("unit_id", "unit"),
    "community_report.show": _any("department") + _own("community_id", "community"),
    # engagement
    "wish.publish": _own("community_id", "community"),
    "wish.show": IN_TENANT,
    "wish.edit": _any("community"),
    "wish.withdraw": _any("community"),
    "wish.reopen": _any("community"),
    "community_wishes.list": _own("community_id", "community"),
    "wish_steps.list": _any("community", "unit", "member"),
    "wish.claim": _any("member"),
    "wish.reveal_beneficiary": _any("community", "member"),
    "wish.deliver": _any("member"),
    "claim.show": _any("community", "unit", "member"),
    "claims.list": _any("community", "unit", "member"),
    "reminders.list": _any("community", "unit", "member"),
    "claim.give_back": _any("member"),
    "commitment.make": _any("member"),
    "commitment.extend": _any("member"),
    "evidence.attach": _any("member"),
    "evidence.list": _any("community", "unit", "member"),
    "evidence.reveal": _any("community", "member"),
    "delivery.send_back": _any("community"),
    "delivery.confirm": _any("community"),
    "need_categories.list": PUBLIC,
    "need.submit": _any("resident") + _own("community_id", "community"),
    "community_needs.list": _own("community_id", "community"),
    "needs.list": _any("resident"),
    "need.show": _any("community", "resident"),
    "need_steps.list": _any("community", "resident"),
    "need.accept": _any("community"),
    "need.decline": _any("community"),
    "need.merge": _any("community"),
    "need.link": _any("community"),
    "need.unlink": _any("community"),
    "need.resolve": _any("community"),
    "need.reopen": _any("community", "resident"),
    "need.withdraw": _any("resident"),
    "need_contact.reveal": _any("community"),
    "need_contact.erase": _any("community", "resident"),
    "need_ticket.show": PUBLIC,
    "overseen_needs.list": _any("department"),
    "overseen_needs.count": _any("department"),
    "need.report": _any("department", "community"),
    "activity.plan": _own("community_id", "community"),
    "post.plan": _own("community_id", "community"),
    "community_menu_items.list": _own("community_id", "community"),
    "menu_item.show": IN_TENANT,
    "menu_item.edit": _any("community"),
    "menu_item.publish": _any("community"),
    "menu_item.call_off": _any("community"),
    "place.claim": _any("member"),
    "menu_item_claims.list": _any("community"),
    "place_claims.list": _any("community", "unit", "member"),
    "place_claim.show": _any("community", "unit", "member"),
    "place.give_up": _any("member"),
    "place_offer.accept": _any("member"),
    "place_offer.decline": _any("member"),
    "place.release": _any("community"),
    "venue.add": OFFICES,
    "venue.edit": OFFICES,
    "venue.close": OFFICES,
    "venue.show": IN_TENANT,
    "venues.list": IN_TENANT,
    "venue_slots.list": IN_TENANT,
    "booking.request": IN_TENANT,
    "booking.approve": OFFICES,
    "booking.decline": OFFICES,
    "booking.cancel": IN_TENANT,
    "booking_series.request": IN_TENANT,
    "booking_series.check": IN_TENANT,
    "booking_series.cancel": IN_TENANT,
    "booking.show": IN_TENANT,
    "bookings.list": IN_TENANT,
    "venue_bookings.list": OFFICES,
    "meeting.call": CALLERS,
    "meeting.edit": CALLERS,
    "meeting.cancel": CALLERS,
    "meeting.answer": OFFICES,
    "minutes.write": CALLERS,
    "minutes.publish": CALLERS,
    "meeting.show": OFFICES,
    "meetings.list": OFFICES,
    "community_meetings.list": _any("department") + _own("community_id", "community"),
    "minutes.list": OFFICES,
    "resolution.record": CALLERS,
    "resolution.report": OFFICES,
    "resolution.confirm": CALLERS,
    "resolution.return": CALLERS,
    "resolution.drop": CALLERS,
    "resolution.extend": OFFICES,
    "resolution.show": OFFICES,
    "resolutions.list": OFFICES,
    "meeting_resolutions.list": OFFICES,
    # outsourcing
    "project.register": _any("department"),
    "project.show": _any("department", "community"),
    "projects.list": _any("department", "community"),
    # evaluation
    "invitations.list": _own("community_id", "community"),
    "invitation.issue_token": _any("community"),
    "rating.give": PUBLIC,
    # notifications
    "public_feed.read": PUBLIC,
    "unit_feed.read": _any("department") + _own("unit_id", "unit"),
    "webhook.create": ENDPOINT_OWNERS,
    "webhooks.list": ENDPOINT_OWNERS,
    "webhook.show": ENDPOINT_OWNERS,
    "webhook.attempts": ENDPOINT_OWNERS,
    "webhook.pause": ENDPOINT_OWNERS,
    "webhook.resume": ENDPOINT_OWNERS,
    "webhook.delete": ENDPOINT_OWNERS,
    # the public board
    "board.read": PUBLIC,
}


def admit(exchange: "Exchange") -> None:
    """
    Find out who asks, count the request against their limit, and hold them against the route's rules.

    Raises:
        Unauthenticated: `token.missing`, `token.invalid`, `token.expired`, `token.revoked`; as the route's
            credential.
        Forbidden: `access.denied`, not for this role; `access.not_yours`, another organisation's;
            `access.scope_missing`, the token is limited to something else.
        TooMany: `rate.exceeded`.
    """
    route = exchange.route
    if route.is_public:
        if route.is_counted:
            exchange.count(ADDRESS, address_of(exchange))
        return
    exchange.actor = _authenticate(exchange)
    permit(route.allow, exchange.actor, exchange.parameters)
    check_scope(route.scope, exchange.actor)


def check_scope(scope: str, actor: Actor) -> None:
    """
    Raises:
        Forbidden: `access.scope_missing`.
    """
    if actor.scope is not None and scope not in actor.scope.split():
        raise ScopeMissing(scope)


def permit(rules: tuple[Rule, ...], actor: Actor, parameters: Mapping[str, str]) -> None:
    """
    Raises:
        Forbidden: `access.denied`, `access.not_yours`.
    """
    code = "access.denied"
    for rule in rules:
        if rule.role == actor.role:
            if rule.own is None or parameters[rule.own] == actor.organisation_id:
                return
            code = "access.not_yours"
    raise Forbidden(code)


def address_of(exchange: "Exchange") -> str:
    return network_of(exchange.request.remote_addr or "")


def _authenticate(exchange: "Exchange") -> Actor:
    """A token seen before counts for its client alone; missing and new ones count for the address too."""
    scheme, _, token = exchange.request.environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    if not scheme and exchange.route.credential:
        token = exchange.route.credential(exchange)
    actor = exchange.tools.tokens.find(token)
    if actor is None:
        exchange.count(ADDRESS, address_of(exchange))
        if not token:
            raise Unauthenticated("token.missing")
        actor = exchange.tools.tokens.verify(token)
    if exchange.tools.revocations.covers(exchange.tools.tokens.verified(token)):
        raise Unauthenticated("token.revoked")
    exchange.count(CLIENT, actor.member_id or actor.client_id)
    return actor
