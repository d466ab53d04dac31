"""scim2-tester runs its whole course against a running gateway, as a unit's client that has read the schemas."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import ScimProvider
from scim2_tester import Status, check_server

from tests.judges.scim import Scim, running_scim

# What no schema can state: the form of a value, or that it must be somebody's. Of what is added to a list the judge
# expects nothing else in it, although it has added some before: so it adds the same.
EXAMPLES: dict[str, list[str]] = {
    "phoneNumbers.value": ["13800138000", "19900001234"],
    "residence": ["SFJ", "GHT"],
    "birthMonth": ["1983-09", "1972-01"],
    "skills": ["理发"],
    "interests": ["助老"],
}
# The judge compares an extension that it writes with the one that it reads, also in what is never told.
NEVER_TOLD = "identityNumber"
# By this the judge comes to make those whom it puts into a group, and doesn't make up their ids.
NEEDED = "members.$ref"


@pytest.fixture(scope="module")
def scim() -> Iterator[Scim]:
    with running_scim() as found:
        yield found


def taught(attributes: list[Any], above: str = "") -> list[Any]:
    """What the server has published of these attributes, with the examples."""
    known = [attribute for attribute in attributes if attribute.name != NEVER_TOLD]
    for attribute in known:
        name = f"{above}{attribute.name}"
        attribute.canonical_values = EXAMPLES.get(name, attribute.canonical_values)
        attribute.required = attribute.required or name == NEEDED
        attribute.sub_attributes = taught(attribute.sub_attributes or [], f"{name}.") or None
    return known


def test_every_check_passes(scim: Scim) -> None:
    with httpx2.Client(base_url=scim.root, headers={"Authorization": f"Bearer {scim.token}"}, timeout=30) as http:
        client = SyncSCIMClient(http)
        client.discover()
        published = client.provider
        schemas = list(published.schemas)
        for schema in schemas:
            schema.attributes = taught(schema.attributes or [])
        client.provider = ScimProvider.from_discovery(schemas, published.resource_types, published.config)
        for model in (*client.provider.models, client.provider.model_for("User")):
            if "active" in model.model_fields:
                model.model_fields["active"].examples = [True]  # who is on leave comes into no team
        results = check_server(client)

    failed = [result for result in results if result.status not in (Status.SUCCESS, Status.COMPLIANT)]
    assert not failed, "\n".join(f"{one.status.name} {one.title}: {one.reason}" for one in failed)
    assert len(results) > 50
