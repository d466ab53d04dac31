"""
What becomes of calls, as it is published by the Open Contracting Data Standard, before its judges: the official schema,
the official merging, and libcoveocds; and what none of them sees. All of 200 lives, which chance has made up.
"""

import json
import os
import random
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4
from sqlalchemy import select

from gateway.ocds.packages import record_package, release_package
from services.outsourcing.model.releases import Release
from services.outsourcing.ocds.merging import compiled
from services.outsourcing.service import OUTSOURCING
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership.organisations import DepartmentOpened
from shared.messages.outsourcing.releases import ListRecords, RecordPage
from shared.messages.wire import from_plain
from tests.harness import TENANT, Harness, harness_for, settings_for_tests
from tests.services.outsourcing.lives import Life

ROOT = Path(__file__).parents[2]
STANDARD = Path(os.environ.get("TEST_OCDS_STANDARD", ROOT.parent / "shared" / "ocds"))
JUDGES = ROOT / ".venv-ocds" / "bin" / "python"
LIVES = int(os.environ.get("TEST_OCDS_LIVES", "200"))
# Files in which the dereferenced schema leaves nothing to be looked up.
SCHEMAS = ("release-schema", "release-package-schema", "record-package-schema", "versioned-release-validation-schema")

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


def test_the_lives_are_as_many_as_they_should_be_and_of_all_kinds(releases: list[dict[str, Any]]) -> None:
    states = Counter(one["tender"]["status"] for one in releases)
    tags = Counter(tag for one in releases for tag in one["tag"])

    assert len({one["ocid"] for one in releases}) >= LIVES
    assert {"active", "cancelled", "unsuccessful"} <= states.keys()
    assert {"planning", "tender", "tenderAmendment", "tenderUpdate", "tenderCancellation"} <= tags.keys()


def test_packages_of_releases_and_of_records_fit_the_schema(lived: Harness, package: dict[str, Any]) -> None:
    page = from_plain(lived.send(ListRecords(limit=100), Actor.public()), RecordPage)
    records = record_package(settings_for_tests(), "https://linli.example/", lived.clock.now(), page.items, None)

    for name, found in (("release", package), ("record", json.loads(json.dumps(records)))):
        errors = validator(f"{name}-package-schema").iter_errors(found)
        assert [f"{'/'.join(map(str, one.path))}: {one.message[:200]}" for one in errors] == []


def test_all_releases_merge_to_what_is_told_as_compiled(releases: list[dict[str, Any]], judged: dict[str, Any]) -> None:
    newest = {one["ocid"]: one for one in releases}

    assert judged["compiled"] == {ocid: json.loads(json.dumps(compiled(one))) for ocid, one in newest.items()}


def test_libcoveocds_has_nothing_against_it(judged: dict[str, Any]) -> None:
    assert judged["cove"]["validation_errors"] == []
    assert judged["cove"]["additional_closed_codelist_values"] == []
    assert not judged["cove"]["additional_fields"]
    assert not judged["cove"]["additional_checks"]
    assert not judged["cove"]["conformance_errors"]


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


def test_whoever_is_referred_to_is_a_party(releases: list[dict[str, Any]]) -> None:
    for one in releases:
        parties = {party["id"] for party in one["parties"]}
        assert set(_references(one)) <= parties, one["id"]


def test_ids_lead_to_what_there_is(releases: list[dict[str, Any]]) -> None:
    ids, ocids = {one["id"] for one in releases}, {one["ocid"] for one in releases}
    for one in releases:
        awards = {award["id"] for award in one.get("awards", [])}
        assert {contract["awardID"] for contract in one.get("contracts", [])} <= awards
        for amendment in one["tender"].get("amendments", []):
            assert {amendment["releaseID"], amendment["amendsReleaseID"]} <= ids
        assert {related["identifier"] for related in one.get("relatedProcesses", [])} <= ocids


def test_what_is_paid_is_within_the_contract_and_that_within_the_award(releases: list[dict[str, Any]]) -> None:
    for one in releases:
        awards = {award["id"]: award["value"]["amount"] for award in one.get("awards", [])}
        assert sum(awards.values()) <= one["tender"]["value"]["amount"] or not awards
        for contract in one.get("contracts", []):
            paid = sum(each["value"]["amount"] for each in contract.get("implementation", {}).get("transactions", []))
            assert paid <= contract["value"]["amount"] <= awards[contract["awardID"]]


def _references(release: dict[str, Any]) -> Iterator[str]:
    """The ids of all organisations that a release names anywhere but in `parties`."""
    yield release["buyer"]["id"]
    tender = release["tender"]
    yield tender["procuringEntity"]["id"]
    yield from (one["id"] for one in tender.get("tenderers", []))
    for award in release.get("awards", []):
        yield from (one["id"] for one in award.get("suppliers", []))
    for contract in release.get("contracts", []):
        for transaction in contract.get("implementation", {}).get("transactions", []):
            yield transaction["payer"]["id"]
            yield transaction["payee"]["id"]
