from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from services.engagement.model import Claim, Member, Wish
from shared.deadlines import schedule_of
from shared.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from shared.messages.membership import MemberEnrolled
from tests.harness import START, Harness
from tests.services.engagement.world import BENEFICIARY, World

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def deadlines(harness: Harness, claim_id: str) -> dict[str, timedelta]:
    """The claim's deadlines by kind, as the time from the test's beginning."""
    with harness.database.reading() as session:
        return {one.kind: one.due_at - START for one in schedule_of(session, f"claim/{claim_id}")}


# wishes


def test_a_published_wish_is_told_without_its_beneficiary(world: World) -> None:
    wish = world.publish()

    assert (wish["state"], wish["claim_id"], wish["version"]) == ("published", None, 1)
    assert world.harness.events == [
        messages.WishPublished(
            wish_id=wish["id"],
            community_id=str(world.community.organisation_id),
            title="一台收音机",
            category="物品",
            beneficiary_kind="独居老人",
        )
    ]


def test_nothing_of_a_beneficiary_stands_readable_in_the_database(world: World) -> None:
    world.publish()

    with world.harness.database.reading() as session:
        rows = session.execute(text("SELECT * FROM wishes")).all()
        rows += session.execute(text("SELECT * FROM command_log")).all()
    everything = str([tuple(row) for row in rows])
    assert "一台收音机" in everything
    assert not any(secret in everything for secret in (BENEFICIARY.name, BENEFICIARY.phone, str(BENEFICIARY.address)))


def test_a_community_publishes_on_its_own_wall_only(world: World) -> None:
    other = replace(world.community, organisation_id=new_id())

    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        world.harness.send(world.wish_for(), other)


def test_a_member_of_an_organisation_does_not_act_for_it(world: World) -> None:
    member = replace(world.member, organisation_id=world.community.organisation_id)

    with pytest.raises(Forbidden, match=r"community\.not_yours"):
        world.harness.send(world.wish_for(), member)


def test_a_community_that_was_not_heard_of_yet_publishes_later(world: World) -> None:
    stranger = replace(world.community, organisation_id=new_id())

    with pytest.raises(Conflict, match=r"community\.unknown"):
        world.harness.send(world.wish_for(community_id=str(stranger.organisation_id)), stranger)


def test_a_community_of_another_tenant_is_unknown(world: World, elsewhere: World) -> None:
    with pytest.raises(Conflict, match=r"community\.unknown"):
        world.harness.send(elsewhere.wish_for(), world.community)


def test_an_edited_wish_keeps_what_is_not_given(world: World) -> None:
    wish = world.publish()
    edited = world.harness.send(messages.EditWish(wish_id=wish["id"], title="一台新收音机"), world.community)

    assert (edited["title"], edited["category"], edited["version"]) == ("一台新收音机", "物品", 2)
    assert world.harness.events_of(messages.WishEdited) == [
        messages.WishEdited(
            wish_id=wish["id"], community_id=wish["community_id"], title="一台新收音机", category="物品"
        )
    ]


def test_an_edit_to_the_same_words_tells_nothing(world: World) -> None:
    wish = world.publish()
    edited = world.harness.send(messages.EditWish(wish_id=wish["id"], title=wish["title"]), world.community)

    assert edited == wish
    assert world.harness.events_of(messages.WishEdited) == []


def test_an_edit_needs_something_to_edit(world: World) -> None:
    wish = world.publish()

    with pytest.raises(Invalid, match=r"request\.invalid"):
        world.harness.send(messages.EditWish(wish_id=wish["id"]), world.community)


def test_a_wish_is_edited_by_its_community_only(world: World) -> None:
    wish = world.publish()
    other = replace(world.community, organisation_id=new_id())

    with pytest.raises(Forbidden, match=r"wish\.not_yours"):
        world.harness.send(messages.EditWish(wish_id=wish["id"], title="别的"), other)


def test_a_claimed_wish_is_not_edited(world: World) -> None:
    claim = world.claim()

    with pytest.raises(Conflict, match=r"wish\.not_editable"):
        world.harness.send(messages.EditWish(wish_id=claim["wish_id"], title="别的"), world.community)


def test_an_edit_of_a_wish_that_has_changed_since_is_refused(world: World) -> None:
    wish = world.publish()
    edit = messages.EditWish(wish_id=wish["id"], title="一台新收音机")
    world.harness.send(edit, world.community, expected_version=1)

    with pytest.raises(PreconditionFailed, match=r"precondition\.failed"):
        world.harness.send(edit, world.community, expected_version=1)


# claims


def test_a_claim_holds_the_wish_for_three_days(world: World) -> None:
    claim = world.claim()

    assert (claim["state"], claim["commitment"], claim["version"]) == ("claimed", None, 1)
    assert claim["commit_by"] == START + 3 * DAY
    assert deadlines(world.harness, claim["id"]) == {"claim.commit_by": 3 * DAY}
    assert world.harness.events_of(messages.WishClaimed) == [
        messages.WishClaimed(
            wish_id=claim["wish_id"],
            community_id=str(world.community.organisation_id),
            claim_id=claim["id"],
            title="一台收音机",
            member_id=str(world.member.member_id),
            unit_id=str(world.unit.organisation_id),
        )
    ]
    wish = world.show_wish(claim["wish_id"])
    assert (wish["state"], wish["claim_id"], wish["version"]) == ("claimed", claim["id"], 2)


@pytest.mark.parametrize("step", ["claim", "commit", "deliver", "confirm"])
def test_a_wish_that_is_held_is_not_claimed_again(world: World, step: str) -> None:
    claim = getattr(world, step)()

    with pytest.raises(Conflict, match=r"wish\.already_claimed"):
        world.claim({"id": claim["wish_id"]}, world.enrol())


def test_the_same_claim_command_again_gets_the_same_answer_and_tells_nothing(world: World) -> None:
    claim, command_id = messages.ClaimWish(wish_id=world.publish()["id"]), new_id()
    first, second = (world.harness.reply(claim, world.member, id=command_id) for _ in range(2))

    assert (first.result["id"], first.is_repeat) == (second.result["id"], False)
    assert second.is_repeat
    assert len(world.harness.events_of(messages.WishClaimed)) == 1


def test_only_members_claim(world: World) -> None:
    with pytest.raises(Forbidden, match=r"access\.denied"):
        world.claim(member=world.unit)


def test_a_member_who_was_not_heard_of_yet_claims_later(world: World) -> None:
    with pytest.raises(Conflict, match=r"member\.unknown"):
        world.claim(member=replace(world.member, member_id=new_id()))


def test_a_member_of_another_tenant_is_unknown(world: World, elsewhere: World) -> None:
    with pytest.raises(Conflict, match=r"member\.unknown"):
        world.claim(member=replace(world.member, member_id=elsewhere.member.member_id))


def test_a_claim_reads_and_writes_each_row_once(world: World, statements: list[str]) -> None:
    wish = world.publish()
    statements.clear()
    world.claim(wish)

    touched = [
        one.split()[0] for one in statements if any(f" {name}" in one for name in ("wishes", "claims", "members"))
    ]
    assert sorted(touched) == ["INSERT", "SELECT", "SELECT", "UPDATE"]


def test_the_database_itself_refuses_a_second_live_claim(world: World) -> None:
    lapsed = world.lapse()
    world.claim({"id": lapsed["wish_id"]})

    with world.harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(
            update(Claim).where(Claim.id == lapsed["id"]).values(state="claimed", due_at=START, ended_at=None)
        )


def test_the_database_itself_refuses_a_free_wish_with_a_claim(world: World) -> None:
    world.claim()

    with world.harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(update(Wish).values(state="published"))


# commitments


def test_a_commitment_is_public_and_takes_the_place_of_the_deadline(world: World) -> None:
    claim = world.commit(days=5)

    commitment = claim["commitment"]
    assert (claim["state"], claim["version"]) == ("committed", 2)
    assert (commitment["state"], commitment["due_at"]) == ("open", START + 5 * DAY)
    assert deadlines(world.harness, claim["id"]) == {
        "commitment.due": 5 * DAY,
        "commitment.due_in_3_days": 2 * DAY,
        "commitment.due_in_1_day": 4 * DAY,
        "commitment.due_today": 4 * DAY + 9 * HOUR,
    }
    assert world.harness.events_of(messages.CommitmentMade) == [
        messages.CommitmentMade(
            wish_id=claim["wish_id"],
            community_id=claim["community_id"],
            claim_id=claim["id"],
            commitment_id=commitment["id"],
            text="我承诺五天内送到",
            due_at=START + 5 * DAY,
            member_id=claim["member_id"],
            unit_id=claim["unit_id"],
        )
    ]


@pytest.mark.parametrize("days", [0, -1, 180.001])
def test_a_commitment_is_due_in_the_future_and_within_180_days(world: World, days: float) -> None:
    with pytest.raises(Invalid, match=r"commitment\.due_at_out_of_range") as refused:
        world.commit(days=days)

    assert [fault.pointer for fault in refused.value.errors] == ["#/due_at"]
    assert world.harness.events_of(messages.CommitmentMade) == []


def test_a_commitment_may_be_due_in_180_days(world: World) -> None:
    assert world.commit(days=180)["commitment"]["due_at"] == START + 180 * DAY


def test_a_claim_has_one_commitment(world: World) -> None:
    claim = world.commit()

    with pytest.raises(Conflict, match=r"claim\.already_committed"):
        world.commit(claim)


@pytest.mark.parametrize("command", ["commit", "deliver"])
def test_only_the_claimer_commits_and_delivers(world: World, command: str) -> None:
    claim = world.claim()
    world.member = world.enrol()

    with pytest.raises(Forbidden, match=r"claim\.not_yours"):
        getattr(world, command)(claim)


@pytest.mark.parametrize(
    "step, command, code",
    [
        ("lapse", "commit", "claim.lapsed"),
        ("lapse", "deliver", "claim.lapsed"),
        ("lapse", "confirm", "claim.lapsed"),
        ("claim", "confirm", "claim.not_delivered"),
        ("commit", "confirm", "claim.not_delivered"),
        ("deliver", "commit", "claim.already_delivered"),
        ("deliver", "deliver", "claim.already_delivered"),
        ("confirm", "commit", "claim.already_confirmed"),
        ("confirm", "deliver", "claim.already_confirmed"),
        ("confirm", "confirm", "claim.already_confirmed"),
    ],
)
def test_a_claim_takes_its_steps_in_order(world: World, step: str, command: str, code: str) -> None:
    claim = getattr(world, step)()
    before = world.harness.events

    with pytest.raises(Conflict, match=code.replace(".", r"\.")):
        getattr(world, command)(claim)
    assert world.harness.events == before


@pytest.mark.parametrize("command", ["commit", "deliver"])
def test_a_step_from_a_version_that_is_gone_is_refused(world: World, command: str) -> None:
    claim = world.claim()
    message = {
        "commit": messages.MakeCommitment(claim_id=claim["id"], text="我承诺", due_at=START + DAY),
        "deliver": messages.DeliverWish(claim_id=claim["id"]),
    }[command]

    with pytest.raises(PreconditionFailed):
        world.harness.send(message, world.member, expected_version=2)


# deliveries


def test_a_delivered_claim_does_not_lapse_any_more(world: World) -> None:
    claim = world.deliver()

    assert (claim["state"], world.show_wish(claim["wish_id"])["state"]) == ("delivered", "delivered")
    assert deadlines(world.harness, claim["id"]) == {}
    assert world.harness.wait(200 * DAY) == 0


def test_a_wish_is_delivered_without_a_commitment_too(world: World) -> None:
    world.confirm(world.deliver(world.claim()), None)

    assert [type(event) for event in world.harness.events] == [
        messages.WishPublished,
        messages.WishClaimed,
        messages.WishDelivered,
        messages.DeliveryConfirmed,
    ]
    assert world.harness.events_of(messages.DeliveryConfirmed)[0].commitment_id is None


@pytest.mark.parametrize("verdict", ["kept", "partly", "broken"])
def test_a_confirmed_delivery_fulfils_wish_and_commitment(world: World, verdict: messages.Verdict) -> None:
    claim = world.confirm(verdict=verdict)

    assert claim["state"] == "confirmed"
    assert claim["commitment"]["state"] == verdict
    assert world.show_wish(claim["wish_id"])["state"] == "fulfilled"
    assert world.harness.events_of(messages.DeliveryConfirmed) == [
        messages.DeliveryConfirmed(
            wish_id=claim["wish_id"],
            community_id=claim["community_id"],
            claim_id=claim["id"],
            commitment_id=claim["commitment"]["id"],
            title="一台收音机",
            verdict=verdict,
            member_id=claim["member_id"],
            unit_id=claim["unit_id"],
        )
    ]


def test_a_delivery_is_confirmed_by_the_community_of_the_wish_only(world: World) -> None:
    claim = world.deliver()

    for stranger in (replace(world.community, organisation_id=new_id()), world.unit, world.member):
        with pytest.raises(Forbidden, match=r"claim\.not_yours"):
            world.harness.send(messages.ConfirmDelivery(claim_id=claim["id"], verdict="kept"), stranger)


# the beneficiary


@pytest.mark.parametrize("step", ["claim", "commit", "deliver"])
def test_the_claimer_sees_the_beneficiary_while_the_claim_is_live(world: World, step: str) -> None:
    claim = getattr(world, step)()
    shown = world.harness.send(messages.RevealBeneficiary(wish_id=claim["wish_id"]), world.member)

    assert messages.Beneficiary(**shown) == BENEFICIARY


@pytest.mark.parametrize("step", ["lapse", "confirm"])
def test_the_beneficiary_is_hidden_again_when_the_claim_ends(world: World, step: str) -> None:
    claim = getattr(world, step)()

    with pytest.raises(Forbidden, match=r"beneficiary\.not_shown"):
        world.harness.send(messages.RevealBeneficiary(wish_id=claim["wish_id"]), world.member)


def test_nobody_but_the_claimer_and_the_community_sees_the_beneficiary(world: World) -> None:
    claim = world.claim()
    reveal = messages.RevealBeneficiary(wish_id=claim["wish_id"])

    others = (replace(world.community, organisation_id=new_id()), Actor.system(world.tenant_id))
    for stranger in (world.enrol(), world.unit, *others):
        with pytest.raises(Forbidden, match=r"beneficiary\.not_shown"):
            world.harness.send(reveal, stranger)


def test_the_beneficiary_of_a_free_wish_is_shown_to_nobody(world: World) -> None:
    with pytest.raises(Forbidden, match=r"beneficiary\.not_shown"):
        world.harness.send(messages.RevealBeneficiary(wish_id=world.publish()["id"]), world.member)


def test_who_has_looked_stands_in_the_audit_trail_without_what_was_seen(world: World) -> None:
    claim = world.claim()
    world.harness.send(messages.RevealBeneficiary(wish_id=claim["wish_id"]), world.member)

    with world.harness.database.reading() as session:
        query = "SELECT subject, role, result FROM command_log WHERE topic = 'wish.reveal_beneficiary'"
        subject, role, result = session.execute(text(query)).one()
    assert (subject, role, result) == (f"wish/{claim['wish_id']}", "member", None)


def test_a_delivery_without_a_commitment_is_confirmed_without_a_verdict(world: World) -> None:
    claim = world.deliver(world.claim())
    with pytest.raises(Invalid, match=r"commitment\.none_made"):
        world.confirm(claim, "kept")
    confirmed = world.confirm(claim, None)

    assert (confirmed["state"], confirmed["commitment"]) == ("confirmed", None)
    (told,) = world.harness.events_of(messages.DeliveryConfirmed)
    assert (told.commitment_id, told.verdict) == (None, None)


def test_a_commitment_is_not_settled_without_a_verdict(world: World) -> None:
    claim = world.deliver()
    with pytest.raises(Invalid, match=r"commitment\.verdict_needed"):
        world.confirm(claim, None)

    assert world.show(claim)["state"] == "delivered"


def test_a_look_that_is_repeated_is_judged_anew_and_logged_once(world: World) -> None:
    claim = world.claim()
    look = world.harness.call(messages.RevealBeneficiary(wish_id=claim["wish_id"]), world.member, fingerprint="f")
    first, second = (world.harness.executor.execute([look])[0] for _ in range(2))
    world.harness.send(messages.DeliverWish(claim_id=claim["id"]), world.member)
    world.harness.send(messages.ConfirmDelivery(claim_id=claim["id"]), world.community)
    third = world.harness.executor.execute([look])[0]

    with world.harness.database.reading() as session:
        query = "SELECT count(*) FROM command_log WHERE topic = 'wish.reveal_beneficiary'"
        logged = session.execute(text(query)).scalar()
    assert first.result == second.result
    assert third.refusal
    assert third.refusal["code"] == "beneficiary.not_shown"
    assert logged == 1


# tenants


@pytest.mark.parametrize(
    "command, role, code",
    [
        (lambda claim: messages.EditWish(wish_id=claim["wish_id"], title="别的"), "community", "wish.unknown"),
        (lambda claim: messages.ClaimWish(wish_id=claim["wish_id"]), "member", "wish.unknown"),
        (lambda claim: messages.RevealBeneficiary(wish_id=claim["wish_id"]), "member", "wish.unknown"),
        (
            lambda claim: messages.MakeCommitment(claim_id=claim["id"], text="我承诺", due_at=START + DAY),
            "member",
            "claim.unknown",
        ),
        (lambda claim: messages.DeliverWish(claim_id=claim["id"]), "member", "claim.unknown"),
        (
            lambda claim: messages.ConfirmDelivery(claim_id=claim["id"], verdict="kept"),
            "community",
            "claim.unknown",
        ),
        (lambda claim: messages.ShowWish(wish_id=claim["wish_id"]), "community", "wish.unknown"),
        (lambda claim: messages.ShowClaim(claim_id=claim["id"]), "community", "claim.unknown"),
    ],
)
def test_things_of_another_tenant_do_not_exist(
    world: World, elsewhere: World, command: object, role: str, code: str
) -> None:
    claim = elsewhere.claim()

    with pytest.raises(NotFound, match=code.replace(".", r"\.")):
        world.harness.send(command(claim), getattr(world, role))  # type: ignore[operator]


# events from membership


def test_a_member_heard_of_again_is_the_same_member(world: World) -> None:
    member_id, unit_id = str(world.member.member_id), str(world.unit.organisation_id)
    world.harness.tell(*[MemberEnrolled(member_id=member_id, unit_id=unit_id, masked_name="陈**")] * 2)

    assert world.claim()["unit_id"] == unit_id


def test_of_members_heard_of_at_once_each_is_known_as_they_were_told_of_last(world: World, elsewhere: World) -> None:
    first, second = new_id(), new_id()
    told = [(first, "规划局"), (second, "规划局"), (first, "教育局")]
    units = {name: new_id() for name in ("规划局", "教育局")}
    world.harness.tell(
        *[MemberEnrolled(member_id=one, unit_id=units[name], masked_name="陈**") for one, name in told],
        tenant_id=world.tenant_id,
    )
    with world.harness.database.reading() as session:
        known = {one: session.get(Member, one) for one in (first, second, str(elsewhere.member.member_id))}

    assert [(one.tenant_id, one.unit_id) for one in known.values() if one] == [
        (world.tenant_id, units["教育局"]),
        (world.tenant_id, units["规划局"]),
        (elsewhere.tenant_id, str(elsewhere.unit.organisation_id)),
    ]
