"""The protocol as this platform speaks it: what it announces, and where it departs from scim2-server's defaults."""

import logging
from collections.abc import Mapping
from typing import Any

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    BulkOperation,
    ChangePassword,
    Context,
    Error,
    ETag,
    External,
    Filter,
    InvalidFilterException,
    NotFoundException,
    Pagination,
    Patch,
    PatchOp,
    Reference,
    Resource,
    ResourceType,
    ResponseParameters,
    SCIMException,
    ScimPolicy,
    ScimProvider,
    SearchRequest,
    ServiceProviderConfig,
    Sort,
)
from scim2_server.bulk import BulkPlan, BulkStep
from scim2_server.conditions import Conditions
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService
from scim2_server.storage import SearchPage

from gateway.body import MAX_BODY_BYTES
from gateway.scim.errors import error_of
from gateway.scim.models import Group, Member, User
from gateway.scim.storage import UnitStorage
from gateway.scim.texts import check_texts
from shared.errors import Refusal

log = logging.getLogger(__name__)

FOREIGN_WORDS = "errors.pydantic.dev"
ANOTHER_TYPE = "A value is of another type than its attribute takes"
MOST_OPERATIONS = 1000
PAGE_SIZE = 100
LARGEST_PAGE = 500
LONGEST_FILTER = 4000
LARGEST_INDEX = 2**63 - 1  # an answer has no larger number

# As clients in wide use send it: attributes that aren't held are left out, a `remove` may name its value, and a path
# that selects what isn't there yet makes it.
POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


def provider_of(public_url: str) -> ScimProvider:
    """What there is and what can be done with it."""
    user = ResourceType.from_resource(User[Member])
    user.description = "A member on the unit's roster."
    group = ResourceType.from_resource(Group)
    group.description = "A team that the unit has founded."
    return ScimProvider(
        models=[User, Member, Group], resource_types=[user, group], config=configuration_of(public_url), policy=POLICY
    )


def configuration_of(public_url: str) -> ServiceProviderConfig:
    return ServiceProviderConfig(
        documentation_uri=Reference[External](f"{public_url}/docs/scim"),
        patch=Patch(supported=True),
        bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=MAX_BODY_BYTES),
        filter=Filter(supported=True, max_results=LARGEST_PAGE),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        pagination=Pagination(
            cursor=True,
            index=True,
            default_pagination_method=Pagination.DefaultPaginationMethod.index,
            default_page_size=PAGE_SIZE,
            max_page_size=LARGEST_PAGE,
        ),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="OAuth 2 client credentials",
                description="A bearer token of the unit's client, got at /oauth/token.",
                spec_uri=Reference[External]("https://www.rfc-editor.org/rfc/rfc6750"),
                documentation_uri=Reference[External](f"{public_url}/docs/scim"),
                primary=True,
            )
        ],
    )


class UnitService(ScimService):
    """scim2-server's protocol, with this platform's refusals and bounds."""

    def patch_response(
        self, base_url: str, resource: Resource[Any], response_parameters: ResponseParameters[Any]
    ) -> ScimResponse:
        """The new state, whatever was asked for: many clients expect it (RFC 7644, 3.5.2, leaves it open)."""
        return self.replacement_response(base_url, resource, response_parameters)

    def read_search(self, resource_types: list[ResourceType], payload: Any) -> tuple[SearchRequest[Any], Any]:
        given = payload.values() if isinstance(payload, Mapping) else ()
        for text in (one for one in given if isinstance(one, str)):
            if len(text) > LONGEST_FILTER:
                raise InvalidFilterException(detail=f"A search takes at most {LONGEST_FILTER} characters")
            check_texts(text)
        search, position = super().read_search(resource_types, payload)
        if search.start_index is not None:
            search.start_index = min(search.start_index, LARGEST_INDEX)
        return search, position

    def search_response(
        self, base_url: str, resource_types: list[ResourceType], page: SearchPage, search_request: SearchRequest[Any]
    ) -> ScimResponse:
        """Of what is found only what is asked for: a list would add what is `active` by default (RFC 7644, 3.9)."""
        answer = super().search_response(base_url, resource_types, page, search_request)
        if answer.body is not None and (search_request.attributes or search_request.excluded_attributes):
            answer.body["Resources"] = [
                self.publish(base_url, found).model_dump(
                    scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=search_request
                )
                for found in page.resources
            ]
        return answer

    def apply_patch(
        self, current: Resource[Any], patch_op: "PatchOp[Any]", conditions: Conditions
    ) -> Resource[Any] | None:
        for operation in patch_op.operations or ():
            paths = operation.value if isinstance(operation.value, Mapping) else ()
            for path in (operation.path or "", *paths):
                check_texts(str(path))
        return super().apply_patch(current, patch_op, conditions)

    @staticmethod
    def error_of(exception: Exception) -> Error:
        """An operation of a bulk fails as it would alone."""
        if isinstance(exception, Told):
            return exception.error
        if not isinstance(exception, SCIMException):
            log.error("an operation of a bulk failed", exc_info=exception)
        error = ScimService.error_of(exception)
        if error.detail and FOREIGN_WORDS in error.detail:  # which tell the value, too
            error.detail = ANOTHER_TYPE
        return error


class Told(Exception):
    """A refusal in the words of its error."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.detail)
        self.error = error


class UnitHandler(ScimHandler):
    """scim2-server's operations, each with an id of its own."""

    storage: UnitStorage

    def run_bulk_step(
        self, request: ScimRequest, plan: BulkPlan, step: BulkStep
    ) -> tuple[dict[str, Any], Resource[Any] | None]:
        operation = plan.operation(step)
        place = f"{step.index}\n{operation.bulk_id or ''}"
        self.storage.caller.begin(place, creates=operation.bulk_id is not None)
        return super().run_bulk_step(request, plan, step)

    def apply_bulk_operation(
        self, resource_type: ResourceType, operation: BulkOperation[Resource[Any]]
    ) -> Resource[Any] | None:
        try:
            return super().apply_bulk_operation(resource_type, operation)
        except Refusal as refusal:
            raise Told(error_of(refusal, self.storage.caller.problem_of(refusal))) from refusal

    def delete_resource(self, resource_type: ResourceType, resource_id: str, conditions: Conditions) -> None:
        """What is gone may have gone by this very request, whose answer was lost: its key tells."""
        try:
            super().delete_resource(resource_type, resource_id, conditions)
        except NotFoundException:
            if not self.storage.caller.has_key:
                raise
            self.storage.delete(resource_type, resource_id)
