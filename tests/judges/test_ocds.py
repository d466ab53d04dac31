"""
What becomes of calls, of their awards and of the contracts, as it is published by the Open Contracting Data Standard,
before its judges: the official schema, the official merging, and libcoveocds; and what none of them sees, held against
the tables and the ledger. All of 200 lives, which chance has made up.
"""

import json
import os
import random
import subprocess
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4
from sqlalchemy import func, select

from gateway.ocds.example import RELEASE
from gateway.ocds.packages import record_package, release_package
from services.outsourcing.model.awards import Award
from services.outsourcing.model.call_parts import CallProject
from services.outsourcing.model.contracts import Contract
from services.outsourcing.model.ledger import Posting
from services.outsourcing.model.milestones import Milestone
from services.outsourcing.model.proposals import ProposalPartner
from services.outsourcing.model.releases import Release
from services.outsourcing.ocds.merging import compiled
from services.outsourcing.ocds.tags import ORDER
from services.outsourcing.repository.ledger import Ledger
from services.outsourcing.service import OUTSOURCING
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership.organisations import DepartmentOpened
from shared.messages.outsourcing.releases import ListRecords, RecordPage
from shared.messages.wire import from_plain
from tests.harness import START, TENANT, Harness, harness_for, settings_for_tests
from tests.services.outsourcing.contracting import BY, NOTE, REFERENCE, TEXT
from tests.services.outsourcing.lives import Life
from tests.services.outsourcing.living import ANSWER, DELIVERABLES, OBJECTION, RULING
from tests.services.outsourcing.reviewing import REVIEWER
from tests.services.outsourcing.world import ACCOUNT

ROOT = Path(__file__).parents[2]
STANDARD = Path(os.environ.get("TEST_OCDS_STANDARD", ROOT.parent / "shared" / "ocds"))
JUDGES = ROOT / ".venv-ocds" / "bin" / "python"
LIVES = int(os.environ.get("TEST_OCDS_LIVES", "200"))
# Files in which the dereferenced schema leaves nothing to be looked up.
SCHEMAS = ("release-schema", "release-package-schema", "record-package-schema", "versioned-release-validation-schema")
AWARDS = {
    "pending": "pending",
    "active": "active",
    "signed": "active",
    "cancelled": "cancelled",
    "declined": "unsuccessful",
    "lapsed": "unsuccessful",
}
CONTRACTS = {"active": "active", "completed": "terminated", "terminated": "terminated"}
# What changes with each tag.
PARTS = {
    ("planning",): {"planning", "planningUpdate"},
    ("tender", "parties"): {"tender", "tenderAmendment", "tenderUpdate", "tenderCancellation"},
    ("awards",): {"award", "awardUpdate", "awardCancellation"},
    ("contracts",): {
        "contract",
        "contractUpdate",
        "contractAmendment",
        "implementation",
        "implementationUpdate",
        "contractTermination",
    },
}
NAMES = (BY["signatory_name"], REVIEWER)
SECRETS = (*NAMES, OBJECTION, ANSWER, RULING, TEXT, DELIVERABLES, NOTE, REFERENCE, ACCOUNT.bank, ACCOUNT.account_number)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def need(path: Path, how: str) -> None:
    """Skip where it is absent; in CI that is a failure."""
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is absent")
        pytest.skip(f"{path} is absent; {how}")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harness]:
    department = Actor(role="department", client_id="department", tenant_id=TENANT, organisation_id=new_id())
    for harness in harness_for(OUTSOURCING, "sqlite", tmp_path_factory.mktemp("lives")):
        harness.tell(DepartmentOpened(department_id=str(department.organisation_id), name="市委组织部"))
        for seed in range(LIVES):
            for _ in Life(harness, department, random.Random(seed)).live():
                pass
        yield harness


@pytest.fixture(scope="module")
def releases(lived: Harness) -> list[dict[str, Any]]:
    with lived.database.reading() as session:
        return [json.loads(body) for body in session.scalars(select(Release.body).order_by(Release.position))]


@pytest.fixture(scope="module")
def package(lived: Harness, releases: list[dict[str, Any]]) -> dict[str, Any]:
    settings, address = settings_for_tests(), "https://linli.example/ocds/releases"
    found = release_package(settings, address, lived.clock.now(), releases, f"{address}?after=1")
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def begun(lived: Harness) -> set[str]:
    """The projects that proposals have brought: no call has asked for them, so that they are no items of a tender."""
    with lived.database.reading() as session:
        return {*session.scalars(select(Award.project_id))} - {*session.scalars(select(CallProject.project_id))}


def validator(name: str) -> jsonschema.Draft4Validator:
    need(STANDARD, "the standard's files lie beside the project")
    schemas = [json.loads((STANDARD / f"{one}.json").read_text()) for one in SCHEMAS]
    resources = [(schema["id"], Resource.from_contents(schema, default_specification=DRAFT4)) for schema in schemas]
    schema = json.loads((STANDARD / f"{name}.json").read_text())
    return jsonschema.Draft4Validator(
        schema, registry=Registry().with_resources(resources), format_checker=jsonschema.FormatChecker()
    )


@pytest.fixture(scope="module")
def judged(package: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What ocdsmerge makes of the releases, and what libcoveocds finds in the package."""
    need(STANDARD, "the standard's files lie beside the project")
    need(JUDGES, "`make test` installs it")
    folder = tmp_path_factory.mktemp("judges")
    (folder / "package.json").write_text(json.dumps(package))
    with zipfile.ZipFile(folder / "standard.zip", "w") as archive:
        archive.mkdir("standard-1.1")  # the first entry is taken for the root
        for path in STANDARD.rglob("*"):
            archive.write(path, Path("standard-1.1", "schema", path.relative_to(STANDARD)))
    schema = STANDARD / "dereferenced-release-schema.json"
    script = Path(__file__).with_name("ocds_judges.py")
    done = subprocess.run(
        [JUDGES, script, folder / "package.json", schema, folder / "standard.zip"],
        capture_output=True,
        check=False,
        text=True,
        timeout=800,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def processes(lived: Harness, judged: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What ocdsmerge makes of all releases of a process, by its call."""
    with lived.database.reading() as session:
        ocids = session.execute(select(Release.call_id, Release.ocid).where(Release.sequence == 1)).all()
    return {call_id: judged["compiled"][ocid] for call_id, ocid in ocids}


def test_the_lives_are_as_many_as_they_should_be_and_of_all_kinds(releases: list[dict[str, Any]]) -> None:
    parts = {
        "tender": {one["tender"]["status"] for one in releases},
        "award": {award["status"] for one in releases for award in one.get("awards", [])},
        "contract": {contract["status"] for one in releases for contract in one.get("contracts", [])},
        "milestone": {found["status"] for one in releases for found in _milestones(one)},
    }

    assert len({one["ocid"] for one in releases}) >= LIVES
    assert {tag for one in releases for tag in one["tag"]} == {*ORDER}
    assert parts == {
        "tender": {"active", "complete", "cancelled", "unsuccessful"},
        "award": {"pending", "active", "cancelled", "unsuccessful"},
        "contract": {"active", "terminated"},
        "milestone": {"scheduled", "met", "partiallyMet", "notMet", None},  # None: an amendment has taken it out
    }
    assert any(len(award["suppliers"]) > 1 for one in releases for award in one.get("awards", []))
    assert any(each["value"]["amount"] < 0 for one in releases for _, each in _transactions(one))
    assert any(contract["implementation"].get("documents") for one in releases for contract in one.get("contracts", []))


def test_packages_of_releases_and_of_records_fit_the_schema(lived: Harness, package: dict[str, Any]) -> None:
    found, after = [package], 0
    while after is not None:
        page = from_plain(lived.send(ListRecords(limit=100, after=after), Actor.public()), RecordPage)
        records = record_package(settings_for_tests(), "https://linli.example/", lived.clock.now(), page.items, None)
        found.append(json.loads(json.dumps(records)))
        after = page.next

    for name, one in zip(["release", *["record"] * (len(found) - 1)], found, strict=True):
        errors = validator(f"{name}-package-schema").iter_errors(one)
        assert [f"{'/'.join(map(str, each.path))}: {each.message[:200]}" for each in errors] == []


def test_the_example_that_the_documentation_shows_fits_the_schema() -> None:
    found = release_package(settings_for_tests(), "https://linli.example/", START, [RELEASE], None)
    errors = validator("release-package-schema").iter_errors(json.loads(json.dumps(found)))

    assert [each.message[:200] for each in errors] == []
    assert {(party["id"], party["name"], role) for party, role in _references(RELEASE)} == _parties(RELEASE)


def test_all_releases_merge_to_what_is_told_as_compiled(releases: list[dict[str, Any]], judged: dict[str, Any]) -> None:
    newest = {one["ocid"]: one for one in releases}

    assert judged["compiled"] == {ocid: json.loads(json.dumps(compiled(one))) for ocid, one in newest.items()}


def test_libcoveocds_has_nothing_against_it(judged: dict[str, Any]) -> None:
    """
    `links` is of the pagination extension. A list that is merged as a whole can't be null by the schema, so that it is
    empty where there is nothing any more.
    """
    found = judged["cove"]

    assert not found["validation_errors"]
    assert not found["additional_closed_codelist_values"]
    assert not found["conformance_errors"]
    assert {one["field"] for one in found["additional_fields"] or []} <= {"links"}
    checks = [(kind, one) for kind, all_ in (found["additional_checks"] or {}).items() for one in all_]
    assert {kind for kind, _ in checks} <= {"empty_field"}
    assert {one["json_location"].rsplit("/")[-1] for _, one in checks} <= {"additionalClassifications"}


def test_each_release_has_an_id_of_its_own_and_none_is_left_out(releases: list[dict[str, Any]]) -> None:
    numbers: dict[str, list[int]] = {}
    for one in releases:
        numbers.setdefault(one["ocid"], []).append(int(one["id"].removeprefix(f"{one['ocid']}-")))

    assert len({one["id"] for one in releases}) == len(releases)
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_dates_of_a_process_rise(releases: list[dict[str, Any]]) -> None:
    by_process: dict[str, list[str]] = {}
    for one in releases:
        by_process.setdefault(one["ocid"], []).append(one["date"])

    assert all(dates == sorted(set(dates)) for dates in by_process.values())


def test_whoever_is_referred_to_is_a_party_by_that_name_in_that_role_and_nobody_else_is(
    releases: list[dict[str, Any]],
) -> None:
    for one in releases:
        named = {(party["id"], party["name"], role) for party, role in _references(one)}

        assert named == _parties(one), one["id"]


def test_ids_lead_to_what_there_is(releases: list[dict[str, Any]], begun: set[str]) -> None:
    of_process = {one["id"]: one["ocid"] for one in releases}
    for one in releases:
        awards = [award["id"] for award in one.get("awards", [])]
        contracts = one.get("contracts", [])
        assert len(set(awards)) == len(awards)
        assert len({contract["id"] for contract in contracts}) == len(contracts)
        assert len({contract["awardID"] for contract in contracts} & {*awards}) == len(contracts)
        items = {item["id"] for item in one["tender"]["items"]}
        assert {item["id"] for award in one.get("awards", []) for item in award["items"]} <= items | begun
        for amendment in _amendments(one):
            assert of_process[amendment["releaseID"]] == of_process[amendment["amendsReleaseID"]] == one["ocid"]
        assert {related["identifier"] for related in one.get("relatedProcesses", [])} <= {*of_process.values()}


def test_ids_of_documents_milestones_and_transactions_are_of_one_thing_each(releases: list[dict[str, Any]]) -> None:
    for one in releases:
        documents = [*one["tender"].get("documents", []), *_of_implementation(one, "documents")]
        for found in (documents, list(_milestones(one)), [each for _, each in _transactions(one)]):
            assert len({each["id"] for each in found}) == len(found)


def test_a_tag_is_told_with_what_it_is_about(releases: list[dict[str, Any]]) -> None:
    before: dict[str, dict[str, Any]] = {}
    for one in releases:
        earlier = before.get(one["ocid"], {})
        for part, tags in PARTS.items():
            is_other = [one.get(name) for name in part] != [earlier.get(name) for name in part]
            assert is_other or tags.isdisjoint(one["tag"]), (one["id"], one["tag"])
        before[one["ocid"]] = one


def test_amendments_name_the_release_that_told_of_them(releases: list[dict[str, Any]]) -> None:
    tags = {one["id"]: one["tag"] for one in releases}
    for one in releases:
        for contract in one.get("contracts", []):
            for amendment in contract.get("amendments", []):
                assert "contractAmendment" in tags[amendment["releaseID"]]


def test_what_is_paid_is_within_the_contract_and_that_within_the_award(releases: list[dict[str, Any]]) -> None:
    for one in releases:
        awards = {award["id"]: award for award in one.get("awards", [])}
        holding = [award["value"]["amount"] for award in awards.values() if award["status"] in ("pending", "active")]
        assert _sum(holding) <= _sum([one["tender"]["value"]["amount"]])
        for contract in one.get("contracts", []):
            paid = _sum(each["value"]["amount"] for id_, each in _transactions(one) if id_ == contract["id"])
            value, of_award = contract["value"]["amount"], awards[contract["awardID"]]["value"]["amount"]
            assert 0 <= paid <= _sum([value]) <= _sum([of_award])


def test_what_all_releases_merge_to_is_what_the_tables_say(
    lived: Harness, processes: dict[str, dict[str, Any]]
) -> None:
    with lived.database.reading() as session:
        awards = session.scalars(select(Award)).all()
        contracts = session.scalars(select(Contract)).all()
        milestones = session.scalars(select(Milestone)).all()
        partners: dict[str, list[str]] = {}
        for one in session.scalars(select(ProposalPartner)):
            partners.setdefault(one.proposal_id, []).append(one.organisation_id)

    told = {award["id"]: award for one in processes.values() for award in one.get("awards", [])}
    assert {id_: one["status"] for id_, one in told.items()} == {one.id: AWARDS[one.state] for one in awards}
    assert all(_sum([told[one.id]["value"]["amount"]]) * 100 == one.amount_minor for one in awards)
    together = {one.id: {one.organisation_id, *(partners.get(one.proposal_id, ()))} for one in awards}
    assert {id_: {each["id"] for each in one["suppliers"]} for id_, one in told.items()} == together
    signed = {one.id: one for one in contracts if one.signed_at is not None}
    told = {contract["id"]: contract for one in processes.values() for contract in one.get("contracts", [])}
    assert {id_: one["status"] for id_, one in told.items()} == {
        id_: CONTRACTS[one.state] for id_, one in signed.items()
    }
    assert all(_sum([told[id_]["value"]["amount"]]) * 100 == one.amount_minor for id_, one in signed.items())
    accepted = {one.id for one in milestones if 0 < one.accepted_minor == one.amount_minor}
    told = {found["id"]: found for one in processes.values() for found in _milestones(one)}
    assert told.keys() == {one.id for one in milestones}
    assert {id_ for id_, one in told.items() if one.get("status") == "met"} == accepted
    assert {id_ for id_, one in told.items() if "dateMet" in one} == accepted


def test_what_is_told_as_paid_is_what_the_ledger_says(lived: Harness, processes: dict[str, dict[str, Any]]) -> None:
    told: dict[str, list[Any]] = {}
    for one in processes.values():
        for contract_id, transaction in _transactions(one):
            told.setdefault(contract_id, []).append(transaction["value"]["amount"])
    with lived.database.reading() as session:
        paid = Ledger(session, TENANT, lived.clock.now()).balances("contract", list(told))
        moved = session.execute(
            select(Posting.contract_id, Posting.kind, func.sum(Posting.amount_minor))
            .where(Posting.kind.in_(("pay", "claw_back")))
            .group_by(Posting.contract_id, Posting.kind)
        ).all()

    assert {id_: _sum(amounts) * 100 for id_, amounts in told.items()} == {
        id_: stages["paid"] for id_, stages in paid.items()
    }
    assert {(id_, kind): amount for id_, kind, amount in moved} == {
        (id_, kind): abs(found) * 100
        for id_, amounts in told.items()
        for kind, found in (
            ("pay", _sum(max(0, one) for one in amounts)),
            ("claw_back", _sum(min(0, one) for one in amounts)),
        )
        if found
    }


def test_what_is_told_to_nobody_is_not_told(releases: list[dict[str, Any]]) -> None:
    """Who has signed or reviewed, what is objected, ruled or proposed, bank data: as the lives have them."""
    told = json.dumps(releases, ensure_ascii=False)

    assert [secret for secret in SECRETS if secret in told] == []


def _references(release: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """All organisations that a release names anywhere but in `parties`, each with its role there."""
    yield release["buyer"], "buyer"
    yield release["tender"]["procuringEntity"], "procuringEntity"
    yield from ((one, "tenderer") for one in release["tender"].get("tenderers", []))
    for award in release.get("awards", []):
        yield from ((one, "supplier") for one in award["suppliers"])
    for _, transaction in _transactions(release):
        yield transaction["payer"], "payer"
        yield transaction["payee"], "payee"


def _parties(release: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(party["id"], party["name"], role) for party in release["parties"] for role in party["roles"]}


def _transactions(release: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with the id of its contract."""
    for contract in release.get("contracts", []):
        yield from ((contract["id"], one) for one in contract["implementation"].get("transactions", []))


def _milestones(release: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _of_implementation(release, "milestones")


def _of_implementation(release: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    for contract in release.get("contracts", []):
        yield from contract["implementation"].get(name, [])


def _amendments(release: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in (release["tender"], *release.get("contracts", [])):
        yield from section.get("amendments", [])


def _sum(amounts: Iterable[float]) -> Decimal:
    """To the fen, as they are written."""
    return sum((Decimal(str(one)) for one in amounts), Decimal())
