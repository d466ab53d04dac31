"""What a token may be limited to: each closed row of the role table is opened by exactly one scope (RFC 6749, 3.3)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gateway.roles import ROLE_TABLE
from shared.messages.envelope import Role
from shared.messages.membership import Scope


class Opened(NamedTuple):
    """What a scope lets through: in words, and as rows of the role table."""

    about: str
    rows: frozenset[str]


def _opens(about: str, rows: str) -> Opened:
    named = rows.split()
    if len(set(named)) < len(named):
        raise ValueError(f"{about} A row is named twice.")
    return Opened(about, frozenset(named))


SCOPES: dict[Scope, Opened] = {
    "read": _opens(
        "Read organisations, registrations, pairings, teams, skills, wishes, claims, needs, the menu, "
        "attendance, records of service, venues, meetings, projects, budgets, calls, awards, contracts, payments, "
        "qualifications, invitations, surveys, own feeds; what members did, and reports.",
        "tenants.list subdistricts.list communities.list units.list social_organisations.list "
        "organisation.show own_organisation.show registration.show registrations.list registrations.list_of_unit "
        "registrations.list_of_member receipt.show pairing.show pairings.list resource.show resources.list "
        "resources.list_for_community wish.show community_wishes.list wish_steps.list claim.show claims.list "
        "reminders.list evidence.list commitments.list commitment.show need.show needs.list need_steps.list "
        "need_resources.list community_needs.list community_days.list menus.list menu.show "
        "activity_series.show community_menu_items.list menu_item.show menu_item_claims.list "
        "place_claims.list place_claim.show attendance.show attendances.list service_record.show "
        "service_records.list service_record_steps.list service_hours.show certificate.show certificates.list "
        "overseen_needs.list overseen_needs.count project.show projects.list invitations.list unit_feed.read "
        "organisation_feed.read teams.list unit_teams.list team_suggestions.list suggested_members.list "
        "member_teams.list team.show team_members.list team_admissions.list member_admissions.list "
        "admission.show team_stationings.list community_stationings.list stationing.show skills.list "
        "skill.show consent_texts.list unit_service.list community_service.list unit_report.show "
        "community_report.show venue.show venues.list venue_slots.list booking.show bookings.list "
        "venue_bookings.list booking_series.check meeting.show meetings.list organisation_profile.show "
        "documents.list track_record.show qualification.show qualifications.list bans.list items.match "
        "community_meetings.list minutes.list resolution.show resolutions.list meeting_resolutions.list "
        "surveys.list survey.show survey_invitations.list project_menu_items.list project_activities.list "
        "budget.show budgets.list postings.list ledger.read call.show calls.list call_amendments.list "
        "call_schedule.show enquiries.list awards.list award.show ranking.show contracts.list contract.show "
        "contract_versions.list milestones.list milestone.show milestone_files.list project_schedule.show "
        "payments.list payment.show final_evaluation.show",
    ),
    "organisations": _opens(
        "Open, edit and close organisations.",
        "tenant.open tenant.edit subdistrict.open community.open unit.open social_organisation.open organisation.edit "
        "organisation.close organisation.reopen",
    ),
    "appointments": _opens(
        "Keep contacts, make and end appointments, and read both.",
        "contact.add contacts.list contact.edit contact.remove appointment.make appointments.list appointment.show "
        "appointment.set_phone appointment.end",
    ),
    "rosters": _opens(
        "Bring rosters, decide about people whom two of them name, read and transfer members, and give them codes to "
        "sign in with.",
        "members.enrol roster_sync.begin roster_syncs.list roster_sync.show roster_findings.list roster_sync.cancel "
        "members.list member.show member.add member.edit member.remove member.set_state sign_in_code.issue "
        "roster_conflicts.list roster_conflict.show roster_conflict.decide roster_conflict.release "
        "roster_conflict.withdraw roster_conflict.reopen member.transfer",
    ),
    "members": _opens(
        "Search members, keep their profiles and consents, export and erase what is held, and keep the list of skills.",
        "members.search members.match_for_need members.match_for_wish members.match_for_menu_item free_times.set "
        "member_profile.set consent.record consents.list consents.show_standing "
        "member.export member.export_on_request member.erase skill.add skills.list_unlisted skill.edit skill.retire",
    ),
    "scim": _opens("Keep the unit's roster and its teams by SCIM.", "scim.use"),
    "registrations": _opens(
        "Ask for registrations, answer, end and move them.",
        "registration.request registration.confirm registration.refuse registration.withdraw registration.end "
        "registration.transfer registrations.request registrations.confirm",
    ),
    "pairings": _opens(
        "Propose, answer and end pairings, and list what units give.",
        "pairing.propose pairing.accept pairing.decline pairing.end resource.offer resource.replace resource.withdraw",
    ),
    "teams": _opens(
        "Found teams and run them, who is in them and where they are stationed.",
        "team.found unit_team.found team.edit team.dissolve team.hand_over team_members.add team_members.remove "
        "team.join team.leave team.invite admission.request admission.accept admission.decline admission.withdraw "
        "stationing.request stationing.accept stationing.decline stationing.end",
    ),
    "wishes": _opens(
        "Publish wishes, claim them, and see them through.",
        "wish.publish wish.edit wish.withdraw wish.reopen wish.claim wish.reveal_beneficiary wish.deliver "
        "evidence.attach evidence.reveal claim.give_back commitment.make commitment.extend delivery.send_back "
        "delivery.confirm invitation.issue_token",
    ),
    "needs": _opens(
        "Submit needs, decide on them, and see whose they are.",
        "need.submit need.accept need.decline need.merge need.link need.unlink need.resolve need.reopen need.withdraw "
        "need_contact.reveal need_contact.erase",
    ),
    "open311": _opens("Report needs by Open311, as a city app's client.", "need.report"),
    "commitments": _opens(
        "Promise in public what is done in a place, judge, nudge, appeal and decide appeals.",
        "place_commitment.make place_commitment.extend place_commitment.report place_commitment.judge "
        "commitment.nudge commitment.appeal commitment.decide_appeal",
    ),
    "menu": _opens(
        "Plan menus, activities and posts, and claim places in them.",
        "daily_ceiling.set menu.plan menu.edit menu.publish activity_series.plan activity_series.publish "
        "activity_series.call_off activity.plan post.plan menu_item.edit menu_item.publish menu_item.call_off "
        "place.claim place.give_up place_offer.accept place_offer.decline place.release place.release_missing "
        "project_activity.plan project_post.plan project_activity_series.plan",
    ),
    "service": _opens(
        "Keep attendance, records of service and certificates.",
        "attendance_code.begin attendance_code.show attendance.check_in attendance.check_out "
        "service_record.record service_records.confirm service_record.dispute service_record.uphold "
        "service_record.correct service_record.void certificate.request certificate.revoke "
        "people_at_item.list",
    ),
    "venues": _opens(
        "Give venues and book them.",
        "venue.add venue.edit venue.close booking.request booking.approve booking.decline booking.cancel "
        "booking_series.request booking_series.cancel",
    ),
    "meetings": _opens(
        "Call joint meetings, answer, keep their minutes and what they resolve.",
        "meeting.call meeting.edit meeting.cancel meeting.answer minutes.write minutes.publish resolution.record "
        "resolution.report resolution.confirm resolution.return resolution.drop resolution.extend",
    ),
    "projects": _opens(
        "Register projects, run calls, decide about social organisations, proposals, their review, and awards; "
        "hand out invitations to rate milestones.",
        "project.register organisation_rating.set inspection.record qualification.grant qualification.refuse "
        "qualification.revoke ban.impose ban.lift survey_invitations.issue project.edit project.withdraw "
        "call.draft call.edit call.discard call.publish call.amend call.cancel call.repeat enquiry.answer "
        "proposal.examine proposal.admit proposal.reject reviewer.assign reviewer.release reviewers.list "
        "reviews.list review_progress.show call.conclude_review award.cancel objection.answer",
    ),
    "budgets": _opens(
        "Open, fund and close budgets, and give back what is left of them.",
        "budget.open budget.edit budget.fund budget.withdraw budget.close budget.reopen",
    ),
    "proposals": _opens(
        "Keep the profile of a social organisation and its files, ask to be qualified; see files and bank "
        "accounts; write, submit and read proposals; ask about calls.",
        "organisation_profile.edit document.attach qualification.request file.reveal file.remove "
        "bank_account.reveal enquiry.ask proposal.draft proposal.save proposal.submit proposal.revise "
        "proposal.confirm proposal.withdraw proposal_partner.confirm proposal_partner.refuse "
        "proposal_file.attach proposal.show proposals.list call_proposals.list proposal_versions.list "
        "proposal_version.show proposal_receipt.show proposal_files.list award.decline",
    ),
    "reviews": _opens(
        "Review proposals where you are a reviewer; object to awards.",
        "reviewers.list_own reviewer.declare reviewer.decline reviews.list_own review.show review.save review.submit "
        "review.recuse objection.file objections.list objection.show objection.withdraw",
    ),
    "contracts": _opens(
        "Draft, sign, amend and end contracts; submit, judge and decide on milestones; ask for payments; evaluate "
        "projects.",
        "contract.draft contract.edit contract.sign contract.unsign contract.amend contract.agree "
        "contract.refuse_amendment contract.withdraw_amendment contract.terminate contract.resume_payments "
        "milestone.attach_file milestone.submit milestone.judge milestone.decide payment.request project.evaluate",
    ),
    "payment_approval": _opens("Approve and refuse payments.", "payment.approve payment.refuse"),
    "payment_record": _opens(
        "Keep that payments were made, and that some came back.", "payment.record payment.claw_back"
    ),
    "webhooks": _opens(
        "Have events pushed.",
        "webhook.create webhooks.list webhook.show webhook.attempts webhook.pause webhook.resume webhook.delete",
    ),
    "clients": _opens(
        "Issue, list, rotate and revoke API clients.", "client.issue clients.list client.rotate client.revoke"
    ),
}
SCOPE_OF: dict[str, Scope] = {row: scope for scope, opened in SCOPES.items() for row in opened.rows}


def scopes_of(role: Role) -> tuple[Scope, ...]:
    """The scopes that open anything to a role."""
    return tuple(
        scope
        for scope, opened in SCOPES.items()
        if any(rule.role == role for row in opened.rows for rule in ROLE_TABLE[row])
    )


def granted(role: Role, limits: Iterable[str] | None, asked: str | None) -> tuple[str, ...] | None:
    """
    The scopes of a token: all that the role may have, within the limits of whom it is made out to, and of what is
    asked for; None where nothing is left, or more is asked for than may be had.
    """
    possible: Sequence[str] = scopes_of(role)
    if limits is not None:
        possible = [scope for scope in possible if scope in {*limits}]
    if asked is not None:
        wanted = asked.split()
        if not {*wanted} <= {*possible}:
            return None
        possible = [scope for scope in possible if scope in wanted]
    return tuple(possible) or None


def limit_of(role: Role, scope: str | None) -> str | None:
    """What a token's `scope` limits its role to; None where it says all that the role may have, or nothing."""
    return None if scope is None or {*scopes_of(role)} <= {*scope.split()} else scope
