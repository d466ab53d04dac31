"""Messages of membership: how members come into teams, invited by the team or at their own request."""

from datetime import datetime
from typing import Literal

from shared.messages.declare import (
    Command,
    Event,
    ForUnit,
    Id,
    Line,
    Public,
    Query,
    Shape,
    Text,
    command,
    event,
    query,
    shape,
)
from shared.messages.membership.teams import MemberIds
from shared.messages.paging import Cursor, Limit

AdmissionOrigin = Literal["invitation", "request"]
# void: the team is dissolved, or the member can't be in it any more.
AdmissionState = Literal["open", "accepted", "declined", "withdrawn", "expired", "void"]


@shape
class Admission(Shape):
    """
    An invitation to a team, which the member accepts or declines; or a member's request, which the team does.

    Whoever has made it may withdraw it; nobody's word by `expires_at` ends it. member_name: masked for the team as long
    as somebody from another unit is only invited.
    """

    id: Id
    team_id: Id
    team_name: Line
    member_id: Id
    member_name: str
    origin: AdmissionOrigin
    state: AdmissionState
    message: Text | None
    reason: Text | None
    opened_at: datetime
    expires_at: datetime
    version: int


@shape
class AdmissionPage(Shape):
    items: list[Admission]
    next: str | None


@shape
class InvitationReport(Shape):
    """
    What came of inviting several.

    passed_over: who is in the team, or has an invitation or a request that is open.
    """

    items: list[Admission]
    passed_over: list[Id]


@command("team.invite", secret_result=True)
class InviteToTeam(Command):
    """By the leader or the founding unit. Who is in the team, invited already or has asked is passed over."""

    team_id: Id
    member_ids: MemberIds
    message: Text | None = None


@command("admission.request", secret_result=True)
class RequestAdmission(Command):
    """The acting member asks to be taken in, where the team decides on each."""

    team_id: Id
    message: Text | None = None


@command("admission.accept", secret_result=True)
class AcceptAdmission(Command):
    """By the invited member; of a request, by the leader or the founding unit."""

    admission_id: Id


@command("admission.decline", secret_result=True)
class DeclineAdmission(Command):
    """By the invited member; of a request, by the leader or the founding unit."""

    admission_id: Id
    reason: Text


@command("admission.withdraw", secret_result=True)
class WithdrawAdmission(Command):
    """By the member who has asked; of an invitation, by the leader or the founding unit."""

    admission_id: Id


@command("admission.expire")
class ExpireAdmission(Command):
    """Carried out by the timer alone, when nobody has answered in time."""

    admission_id: Id


@query("admission.show")
class ShowAdmission(Query):
    admission_id: Id


@query("team_admissions.list")
class ListTeamAdmissions(Query):
    """A team's invitations and requests, for its leader and the founding unit."""

    team_id: Id
    origin: AdmissionOrigin | None = None
    state: AdmissionState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@query("member_admissions.list")
class ListMemberAdmissions(Query):
    """A member's invitations and requests, for themselves and their unit."""

    member_id: Id
    origin: AdmissionOrigin | None = None
    state: AdmissionState | None = None
    after: Cursor | None = None
    limit: Limit = 50


@event("admission.opened", subject="admission_id")
class AdmissionOpened(Event):
    """A team has invited a member, or a member has asked to be taken in; told to the member's unit."""

    admission_id: Public[Id]
    team_id: Public[Id]
    team_name: Public[Line]
    origin: Public[AdmissionOrigin]
    answer_by: Public[datetime]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]


@event("admission.closed", subject="admission_id")
class AdmissionClosed(Event):
    """An invitation to a team, or a request, has got its answer or ended without one; told to the member's unit."""

    admission_id: Public[Id]
    team_id: Public[Id]
    team_name: Public[Line]
    origin: Public[AdmissionOrigin]
    admission_state: Public[AdmissionState]
    member_id: ForUnit[Id]
    unit_id: ForUnit[Id]
