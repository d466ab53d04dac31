"""
Conditional requests (RFC 9110, 13): an entity tag is `"v<version>.<digest>"`.

If-Match is held against the version alone. If-None-Match is held against the whole: what is answered may change without
a new version, as a webhook's position does, or a member's name in a registration.
"""

import hashlib
import re

from werkzeug.http import parse_etags
from werkzeug.wrappers import Request

from shared.errors import PreconditionFailed, PreconditionRequired

TAG = re.compile(r"v([1-9][0-9]{0,9})(\.[0-9a-f]{1,64})?")
DIGEST_BYTES = 12


def tag_of(body: bytes, version: int | None = None) -> str:
    """The entity tag of an answer, whose digest differs wherever a byte of it does."""
    digest = hashlib.blake2b(body, digest_size=DIGEST_BYTES).hexdigest()
    return f'"{digest}"' if version is None else f'"v{version}.{digest}"'


def expected_version(request: Request, *, is_required: bool) -> int | None:
    """
    The version that the caller means to change; None for any.

    Of several tags the highest counts: versions only rise, so who has seen it knows that the others are gone.

    Raises:
        PreconditionRequired: `precondition.required`, no If-Match on a route that needs one.
        PreconditionFailed: `precondition.failed`, no tag of ours: weak ones match nothing (RFC 9110, 13.1.1).
    """
    header = request.environ.get("HTTP_IF_MATCH")
    if header is None:
        if is_required:
            raise PreconditionRequired("precondition.required", "Send the ETag that you read as If-Match.")
        return None
    tags = parse_etags(header)
    if tags.star_tag:
        return None
    versions = [int(found[1]) for tag in tags.as_set() if tag and (found := TAG.fullmatch(tag))]
    if not versions:
        raise PreconditionFailed("precondition.failed")
    return max(versions)


def is_unchanged(request: Request, tag: str) -> bool:
    """Whether If-None-Match says that the caller holds this representation."""
    header = request.environ.get("HTTP_IF_NONE_MATCH")
    return header is not None and (tags := parse_etags(header)).contains_weak(tag.strip('"')) | tags.star_tag
