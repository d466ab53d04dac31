from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shared.deadlines import schedule_of
from shared.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages import evaluation as messages
from shared.messages.envelope import Actor, read_event
from tests.harness import START, TENANT, Harness
from tests.services.evaluation.world import World, community_actor

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def deadlines(harness: Harness, invitation_id: str) -> list[tuple[str, timedelta, str | None]]:
    """The invitation's deadlines: kind, time from the test's beginning, tenant."""
    with harness.database.reading() as session:
        found = schedule_of(session, f"invitation/{invitation_id}")
    return [(one.kind, one.due_at - START, one.tenant_id) for one in found]


# opening


def test_a_confirmed_delivery_opens_an_invitation_for_thirty_days(world: World) -> None:
    confirmed = world.confirmed()
    world.harness.tell(confirmed)

    (invitation,) = world.list()["items"]
    assert (invitation["wish_id"], invitation["title"]) == (confirmed.wish_id, "一台收音机")
    assert (invitation["state"], invitation["version"]) == ("open", 1)
    assert invitation["expires_at"] == START + 30 * DAY
    assert deadlines(world.harness, invitation["id"]) == [("invitation.expires", 30 * DAY, TENANT)]
    assert world.harness.events == [
        messages.InvitationOpened(
            invitation_id=invitation["id"],
            wish_id=confirmed.wish_id,
            community_id=confirmed.community_id,
            expires_at=START + 30 * DAY,
        )
    ]


def test_a_delivery_that_is_confirmed_twice_opens_one_invitation(world: World) -> None:
    confirmed = world.confirmed()
    world.harness.tell(confirmed, confirmed)
    world.harness.tell(confirmed)

    assert len(world.list()["items"]) == 1
    assert len(world.harness.events_of(messages.InvitationOpened)) == 1


# tokens


def test_a_token_names_its_invitation_and_is_kept_as_a_digest(world: World) -> None:
    invitation = world.invite()
    issued = world.harness.send(messages.IssueInvitationToken(invitation_id=invitation["id"]), world.community)

    name, _, secret = issued["token"].partition(".")
    assert name == invitation["id"].replace("-", "")
    assert len(secret) >= 22
    assert (issued["invitation_id"], issued["expires_at"]) == (invitation["id"], START + 30 * DAY)
    with world.harness.database.reading() as session:
        rows = session.execute(text("SELECT token_digest FROM invitations UNION SELECT result FROM command_log")).all()
    assert secret not in str([tuple(row) for row in rows])


def test_a_token_is_issued_by_the_community_of_the_invitation_only(world: World) -> None:
    invitation = world.invite()

    for stranger in (community_actor(), replace(world.community, role="member")):
        with pytest.raises(Forbidden, match=r"invitation\.not_yours"):
            world.harness.send(messages.IssueInvitationToken(invitation_id=invitation["id"]), stranger)


def test_an_invitation_of_another_tenant_does_not_exist(world: World) -> None:
    invitation = world.invite()
    stranger = replace(world.community, tenant_id=new_id())

    with pytest.raises(NotFound, match=r"invitation\.unknown"):
        world.harness.send(messages.IssueInvitationToken(invitation_id=invitation["id"]), stranger)


def test_a_token_for_a_version_that_is_gone_is_refused(world: World) -> None:
    invitation = world.invite()
    world.issue(invitation)

    command = messages.IssueInvitationToken(invitation_id=invitation["id"])
    with pytest.raises(PreconditionFailed):
        world.harness.send(command, world.community, expected_version=1)


def test_the_same_command_again_gives_the_same_token(world: World) -> None:
    command, command_id = messages.IssueInvitationToken(invitation_id=world.invite()["id"]), new_id()
    first, second = (world.harness.send(command, world.community, id=command_id) for _ in range(2))

    assert first["token"] == second["token"]


def test_no_token_is_issued_for_a_used_invitation(world: World) -> None:
    invitation = world.invite()
    world.rate(invitation, world.issue(invitation))

    with pytest.raises(Conflict, match=r"invitation\.used"):
        world.issue(invitation)


@pytest.mark.parametrize("is_told", [True, False], ids=["the timer was there", "the timer is late"])
def test_no_token_is_issued_for_an_expired_invitation(world: World, is_told: bool) -> None:
    invitation = world.invite()
    _let_expire(world, is_told)

    with pytest.raises(Conflict, match=r"invitation\.expired"):
        world.issue(invitation)


# ratings


def test_a_resident_rates_once_and_the_unit_is_told(world: World) -> None:
    confirmed = world.confirmed()
    world.harness.tell(confirmed)
    (invitation,) = world.list()["items"]
    rating = world.rate(invitation, world.issue(invitation), score=4, outcome="partly")

    assert (rating["score"], rating["outcome"], rating["rated_at"]) == (4, "partly", START)
    assert world.list()["items"][0]["state"] == "used"
    assert deadlines(world.harness, invitation["id"]) == []
    assert world.harness.events_of(messages.RatingGiven) == [
        messages.RatingGiven(
            rating_id=rating["id"],
            invitation_id=invitation["id"],
            wish_id=confirmed.wish_id,
            community_id=confirmed.community_id,
            member_id=confirmed.member_id,
            unit_id=confirmed.unit_id,
            score=4,
            outcome="partly",
        )
    ]


def test_a_rating_belongs_to_the_tenant_of_its_invitation(world: World) -> None:
    world.community = community_actor(new_id())
    invitation = world.invite()
    world.rate(invitation, world.issue(invitation))

    with world.harness.database.reading() as session:
        body = session.execute(text("SELECT body FROM outbox ORDER BY number DESC LIMIT 1")).scalar_one()
    envelope = read_event(body)
    assert envelope is not None
    assert (envelope.type, envelope.tenant) == ("linli.rating.given.v1", world.community.tenant_id)


def test_a_comment_is_kept_and_is_not_readable_in_the_database(world: World) -> None:
    invitation = world.invite()
    world.rate(invitation, world.issue(invitation), comment="陈华英送来的,非常满意")

    with world.harness.database.reading() as session:
        kept = session.execute(text("SELECT comment_encrypted FROM ratings")).scalar_one()
        everything = session.execute(text("SELECT result FROM command_log UNION SELECT body FROM outbox")).all()
    assert world.harness.tools.cipher.decrypt(kept) == "陈华英送来的,非常满意"
    assert "陈华英" not in kept + str(everything)


def test_a_rating_needs_no_comment(world: World) -> None:
    invitation = world.invite()
    world.rate(invitation, world.issue(invitation), comment=None)

    assert world.list(state="used")["items"] != []


def test_the_second_use_of_a_token_is_refused(world: World) -> None:
    invitation = world.invite()
    token = world.issue(invitation)
    world.rate(invitation, token)

    with pytest.raises(Conflict, match=r"invitation\.used"):
        world.rate(invitation, token)
    assert len(world.harness.events_of(messages.RatingGiven)) == 1


def test_a_newer_token_ends_the_older(world: World) -> None:
    invitation = world.invite()
    older, newer = world.issue(invitation), world.issue(invitation)

    with pytest.raises(Forbidden, match=r"invitation\.token_invalid"):
        world.rate(invitation, older)
    assert world.rate(invitation, newer)["score"] == 5


def test_the_token_of_another_invitation_is_refused(world: World) -> None:
    mine, other = world.invite(), world.invite()
    world.issue(mine)

    with pytest.raises(Forbidden, match=r"invitation\.foreign"):
        world.rate(mine, world.issue(other))


FORGERIES = ["", ".", "x", "{name}", "{name}.", "{name}.x", "{name}.陈华英", "{name}.{secret}x", "{name}.{secret} "]
FORGERIES += ["{secret}", "{id}.{secret}", "{name}.{digest}"]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_is_refused(world: World, forgery: str) -> None:
    invitation = world.invite()
    name, _, secret = world.issue(invitation).partition(".")
    with world.harness.database.reading() as session:
        digest = session.execute(text("SELECT token_digest FROM invitations")).scalar_one()

    with pytest.raises(Forbidden, match=r"invitation\.token_invalid"):
        world.rate(invitation, forgery.format(name=name, secret=secret, digest=digest, id=invitation["id"]))


def test_no_token_fits_an_invitation_before_one_is_issued(world: World) -> None:
    invitation = world.invite()

    with pytest.raises(Forbidden, match=r"invitation\.token_invalid"):
        world.rate(invitation, f"{invitation['id'].replace('-', '')}.{'0' * 64}")


@pytest.mark.parametrize("end", ["used", "expired"])
def test_who_holds_no_right_token_is_not_told_that_an_invitation_is_over(world: World, end: str) -> None:
    invitation = world.invite()
    token = world.issue(invitation)
    if end == "used":
        world.rate(invitation, token)
    else:
        _let_expire(world, True)

    with pytest.raises(Forbidden, match=r"invitation\.token_invalid"):
        world.rate(invitation, f"{token}x")
    with pytest.raises(Conflict, match=rf"invitation\.{end}"):
        world.rate(invitation, token)


@pytest.mark.parametrize("is_told", [True, False], ids=["the timer was there", "the timer is late"])
def test_an_expired_invitation_takes_no_rating(world: World, is_told: bool) -> None:
    invitation = world.invite()
    token = world.issue(invitation)
    _let_expire(world, is_told)

    with pytest.raises(Conflict, match=r"invitation\.expired"):
        world.rate(invitation, token)


def test_an_invitation_that_was_made_up_is_unknown(world: World) -> None:
    with pytest.raises(NotFound, match=r"invitation\.unknown"):
        world.rate({"id": new_id()}, "x.y")


def test_the_database_itself_refuses_a_second_rating_and_a_score_of_six(world: World) -> None:
    invitation = world.invite()
    world.rate(invitation, world.issue(invitation))
    second = (
        "INSERT INTO ratings (id, tenant_id, invitation_id, score, outcome, rated_at) "
        "SELECT claim_id, tenant_id, id, 5, 'resolved', opened_at FROM invitations"
    )

    for change in (second, "UPDATE ratings SET score = 6", "UPDATE ratings SET outcome = 'great'"):
        with world.harness.database.writing() as session, pytest.raises(IntegrityError):
            session.execute(text(change))


# expiry


def test_an_invitation_expires_after_thirty_days_and_not_before(world: World) -> None:
    invitation = world.invite()
    early = world.harness.wait(30 * DAY - INSTANT)
    due = world.harness.wait(INSTANT)

    assert (early, due) == (0, 1)
    assert world.list()["items"][0]["state"] == "expired"
    assert deadlines(world.harness, invitation["id"]) == []
    assert world.harness.events_of(messages.InvitationExpired) == [
        messages.InvitationExpired(
            invitation_id=invitation["id"],
            wish_id=invitation["wish_id"],
            community_id=invitation["community_id"],
        )
    ]


def test_a_used_invitation_does_not_expire(world: World) -> None:
    invitation = world.invite()
    world.rate(invitation, world.issue(invitation))

    assert world.harness.wait(31 * DAY) == 0
    assert world.list()["items"][0]["state"] == "used"


def test_only_the_timer_lets_an_invitation_expire_and_only_in_time(world: World) -> None:
    command = messages.ExpireInvitation(invitation_id=world.invite()["id"])

    with pytest.raises(Forbidden, match=r"access\.denied"):
        world.harness.send(command, world.community)
    with pytest.raises(Conflict, match=r"invitation\.not_due"):
        world.harness.send(command, Actor.system(TENANT))
    with pytest.raises(NotFound, match=r"invitation\.unknown"):
        world.harness.send(command, Actor.system(new_id()))


@pytest.mark.parametrize("end", ["used", "expired"])
def test_what_is_over_does_not_expire_again(world: World, end: str) -> None:
    invitation = world.invite()
    if end == "used":
        world.rate(invitation, world.issue(invitation))
    _let_expire(world, True)

    with pytest.raises(Conflict, match=rf"invitation\.{end}"):
        world.harness.send(messages.ExpireInvitation(invitation_id=invitation["id"]), Actor.system(TENANT))


def _let_expire(world: World, is_told: bool) -> None:
    if is_told:
        world.harness.wait(30 * DAY)
    else:
        world.harness.clock.advance(30 * DAY)
