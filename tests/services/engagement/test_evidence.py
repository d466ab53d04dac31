from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from services.engagement.model import Claim
from shared.errors import Conflict, Forbidden, NotFound
from shared.ids import new_id
from shared.messages import engagement as messages
from shared.messages.envelope import Actor
from tests.harness import Harness
from tests.races import at_once
from tests.services.engagement.world import World, open_world

CONTENT = b"%PDF-1.7 a receipt"
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def attached(claim: Any) -> messages.AttachEvidence:
    content = b64encode(CONTENT).decode()
    return messages.AttachEvidence(claim_id=claim["id"], media_type="application/pdf", content=content)


def attach(world: World, claim: Any, actor: Actor | None = None) -> Any:
    return world.harness.send(attached(claim), actor or world.member)


def reveal(world: World, evidence: Any, actor: Actor) -> bytes:
    shown = world.harness.send(messages.RevealEvidence(evidence_id=evidence["id"]), actor)
    return b64decode(shown["content"])


@pytest.mark.parametrize("step", ["claim", "commit", "deliver"])
def test_evidence_is_shown_until_the_delivery_is_confirmed(world: World, step: str) -> None:
    claim = getattr(world, step)()
    evidence = attach(world, claim)

    assert (evidence["media_type"], evidence["size_bytes"]) == ("application/pdf", len(CONTENT))
    assert world.show(claim)["evidence_count"] == 1
    for actor in (world.member, world.unit, world.community):
        listed = world.harness.send(messages.ListEvidence(claim_id=claim["id"]), actor)
        assert listed == {"items": [evidence]}


def test_evidence_is_never_needed(world: World) -> None:
    assert world.confirm()["evidence_count"] == 0


@pytest.mark.parametrize(
    "step, code",
    [("confirm", "claim.already_confirmed"), ("lapse", "claim.lapsed"), ("give_back", "claim.released")],
)
def test_what_is_over_takes_no_evidence(world: World, step: str, code: str) -> None:
    claim = getattr(world, step)()

    with pytest.raises(Conflict, match=code.replace(".", r"\.")):
        attach(world, claim)


def test_only_the_claimer_shows_evidence_and_they_and_the_community_see_it(world: World) -> None:
    claim = world.claim()
    evidence = attach(world, claim)
    others = (world.enrol(), world.unit, replace(world.community, organisation_id=new_id()))

    assert reveal(world, evidence, world.member) == reveal(world, evidence, world.community) == CONTENT
    for actor in others:
        with pytest.raises(Forbidden, match=r"claim\.not_yours"):
            reveal(world, evidence, actor)
    for actor in (*others, world.community):
        with pytest.raises(Forbidden, match=r"claim\.not_yours"):
            attach(world, claim, actor)


def test_who_has_looked_stands_in_the_audit_trail_and_nothing_is_kept_readable(world: World) -> None:
    evidence = attach(world, world.claim())
    reveal(world, evidence, world.community)

    with world.harness.database.reading() as session:
        query = "SELECT subject, role, result FROM command_log WHERE topic = 'evidence.reveal'"
        subject, role, result = session.execute(text(query)).one()
        kept = str(session.execute(text("SELECT * FROM evidence")).all())
        kept += str(session.execute(text("SELECT * FROM command_log")).all())
    assert (subject, role, result) == (f"evidence/{evidence['id']}", "community", None)
    assert b64encode(CONTENT).decode() not in kept


def test_a_claim_has_nine_pieces_at_most(world: World) -> None:
    claim = world.claim()
    for _ in range(9):
        attach(world, claim)

    with pytest.raises(Conflict, match=r"evidence\.too_many"):
        attach(world, claim)
    with world.harness.database.writing() as session, pytest.raises(IntegrityError):
        session.execute(update(Claim).values(evidence_count=10))


def test_of_pieces_at_the_same_time_nine_are_kept(on_postgresql: Harness) -> None:
    world = open_world(on_postgresql)
    claim = world.claim()
    for _ in range(7):
        attach(world, claim)
    replies = at_once(4, lambda _: on_postgresql.reply(attached(claim), world.member))

    done = [reply for reply in replies if not reply.refusal]
    assert len(done) == world.show(claim)["evidence_count"] - 7 <= 2
    assert len(world.harness.send(messages.ListEvidence(claim_id=claim["id"]), world.member)["items"]) == 7 + len(done)


@pytest.mark.parametrize("end", ["confirm", "give_back", "withdraw", "lapse"])
def test_evidence_is_forgotten_180_days_after_the_claim_has_ended(world: World, end: str) -> None:
    claim = world.claim()
    evidence = attach(world, claim)
    if end == "confirm":
        world.confirm(world.deliver(claim), None)
    elif end == "withdraw":
        world.withdraw({"id": claim["wish_id"]})
    else:
        getattr(world, end)(claim)
    world.harness.wait(180 * DAY - INSTANT)
    before = reveal(world, evidence, world.community)
    world.harness.wait(INSTANT)

    assert (before, world.show(claim)["evidence_count"]) == (CONTENT, 0)
    with pytest.raises(NotFound, match=r"evidence\.unknown"):
        reveal(world, evidence, world.community)


def test_evidence_of_another_tenant_does_not_exist(world: World, elsewhere: World) -> None:
    evidence = attach(elsewhere, elsewhere.claim())

    with pytest.raises(NotFound, match=r"evidence\.unknown"):
        reveal(world, evidence, world.community)


def test_nobody_but_the_timer_has_evidence_forgotten(world: World) -> None:
    claim = world.confirm()
    command = messages.ForgetEvidence(claim_id=claim["id"])

    with pytest.raises(Forbidden, match=r"access\.denied"):
        world.harness.send(command, world.community)
    with pytest.raises(Conflict, match=r"evidence\.not_due"):
        world.harness.send(command, Actor.system(world.tenant_id))
