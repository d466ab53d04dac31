import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Engine, create_engine, select

from deploy.rotation import LARGE_BATCH, Count, Place, places, rotate_all
from deploy.system import migrate_all
from services.membership.model import Member, RosterConflict
from services.membership.service import MEMBERSHIP
from services.outsourcing.service import OUTSOURCING
from shared.clock import ManualClock
from shared.config import Settings
from shared.db import Database
from shared.encryption import Cipher
from shared.ids import new_id
from shared.inbox import COMMAND_LOG
from shared.messages.envelope import Actor
from shared.messages.membership import OpenTenant
from shared.messages.outsourcing.proposals import ShowProposal
from shared.unit_of_work import Tools
from tests.harness import START, TENANT, Harness, settings_for_tests
from tests.services.membership.claims import bring, line
from tests.services.membership.world import open_world, roster
from tests.services.outsourcing.proposals import bidder, content_for, pass_deadline, submitted
from tests.services.outsourcing.world import open_community, published

MEMBERS = 3


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with a tenant and members, all under its first key."""
    found = settings_for_tests(tmp_path)
    migrate_all(found)
    clock = ManualClock(START)
    tools = Tools(clock, Cipher(found.encryption_keys, found.hash_key), found)
    database = Database(found.database("membership"))
    world = open_world(Harness(MEMBERSHIP, database, clock, tools))
    world.open_roster_communities()
    world.enrol(world.open_unit(), roster(MEMBERS))
    bring(world, world.open_unit("市林业局"), line(0))
    database.close()
    return found


@pytest.fixture
def membership(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings.database("membership"))
    yield engine
    engine.dispose()


def with_new_key(settings: Settings) -> Settings:
    return dataclasses.replace(settings, encryption_keys=(Fernet.generate_key().decode(), *settings.encryption_keys))


def rotate(settings: Settings) -> dict[str, Count]:
    counts: dict[str, Count] = {}

    def keep(place: Place, count: Count) -> None:
        counts[str(place)] = count

    assert rotate_all(settings, keep)
    return counts


def identities(engine: Engine, cipher: Cipher) -> list[str]:
    with engine.connect() as connection:
        query = select(Member.identity_encrypted).order_by(Member.external_id)
        return [cipher.decrypt(token or "") for token in connection.scalars(query)]


def test_all_that_is_encrypted_is_read_with_the_newest_key_alone_afterwards(
    settings: Settings, membership: Engine
) -> None:
    newer = with_new_key(settings)
    counts = rotate(newer)
    newest = Cipher(newer.encryption_keys[:1], newer.hash_key)

    assert counts["membership.members.identity_encrypted"] == Count(MEMBERS, MEMBERS)
    assert counts["membership.roster_conflicts.entry_encrypted"] == Count(1, 1)
    with membership.connect() as connection:
        entry = connection.scalar(select(RosterConflict.entry_encrypted))
    assert roster(1)[0].identity_number in newest.decrypt(entry or "")
    assert identities(membership, newest) == [entry.identity_number for entry in roster(MEMBERS)]
    with membership.connect() as connection:
        log = COMMAND_LOG.c
        answer = connection.scalar(select(log.result).where(log.topic == OpenTenant.topic))
    assert "client_secret" in newest.decrypt(answer or "")


def test_once_more_changes_nothing(settings: Settings) -> None:
    newer = with_new_key(settings)
    rotate(newer)

    assert {count.rotated for count in rotate(newer).values()} == {0}


def test_batches_follow_one_another_to_the_end(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.rotation.BATCH", 2)
    counts = rotate(with_new_key(settings))

    assert counts["membership.members.phone_encrypted"] == Count(MEMBERS, MEMBERS)


def test_a_text_that_no_key_decrypts_is_no_success(settings: Settings) -> None:
    stranger = dataclasses.replace(settings, encryption_keys=(Fernet.generate_key().decode(),))

    with pytest.raises(InvalidToken):
        rotate_all(stranger, lambda *_: None)


def test_a_sealed_proposal_is_opened_with_the_newest_key_alone_afterwards(settings: Settings) -> None:
    newer, clock = with_new_key(settings), ManualClock(START)
    tools = Tools(clock, Cipher(settings.encryption_keys, settings.hash_key), settings)
    database = Database(settings.database("outsourcing"))
    harness = Harness(OUTSOURCING, database, clock, tools)
    department = Actor(role="department", client_id="department", tenant_id=TENANT, organisation_id=new_id())
    call, organisation = published(harness, department), bidder(harness)
    proposal = submitted(harness, organisation, call, content_for(open_community(harness)))
    counts = rotate(newer)
    harness.tools = Tools(clock, Cipher(newer.encryption_keys[:1], newer.hash_key), newer)
    pass_deadline(harness)
    shown = harness.send(ShowProposal(proposal_id=proposal["id"]), department)
    database.close()

    assert counts["outsourcing.proposal_versions.content_encrypted"] == Count(1, 1)
    assert (shown["state"], shown["content"]) == ("opened", proposal["content"])


def test_whole_files_are_held_in_memory_a_few_at_a_time() -> None:
    large = {str(place) for place in places() if place.batch <= LARGE_BATCH}

    assert large == {"engagement.evidence.content_encrypted", "outsourcing.files.content_encrypted"}


def test_no_place_is_forgotten() -> None:
    found = {str(place) for place in places()}

    assert {
        "membership.members.identity_encrypted",
        "membership.members.phone_encrypted",
        "membership.roster_parts.content_encrypted",
        "membership.roster_conflicts.entry_encrypted",
        "membership.roster_conflict_changes.entry_encrypted",
        "membership.command_log.result",
        "engagement.evidence.content_encrypted",
        "engagement.wishes.beneficiary_encrypted",
        "evaluation.ratings.comment_encrypted",
        "outsourcing.objections.reason_encrypted",
        "outsourcing.objections.text_encrypted",
        "outsourcing.reviewers.name_encrypted",
        "outsourcing.reviews.reason_encrypted",
        "outsourcing.reviews.scores_encrypted",
        "outsourcing.proposal_versions.content_encrypted",
        "notifications.webhooks.secret",
        "outsourcing.files.name_encrypted",
        "outsourcing.files.content_encrypted",
        "outsourcing.organisation_profiles.bank_encrypted",
        "outsourcing.command_log.result",
    } <= found
