"""What is told of what can't be found, and of fields that are called otherwise than the commands' own."""

from collections.abc import Mapping

from scim2_models import NotFoundException

from shared.errors import Fault, Invalid


def unknown(resource_id: str) -> NotFoundException:
    return NotFoundException(detail=f"There is no {resource_id[:100]!r} here")


def version_of(tag: str | None) -> int | None:
    """The version in a tag of ours, `W/"3"`."""
    return None if tag is None else int(tag.strip('W/"'))


def renamed(refusal: Invalid, names: Mapping[str, str]) -> Invalid:
    """The refusal with its faults at the attributes that the caller knows."""

    def at_attribute(fault: Fault) -> Fault:
        head, slash, rest = fault.pointer.removeprefix("#/").partition("/")
        return Fault(f"#/{names.get(head, head)}{slash}{rest}", fault.code, fault.detail)

    return Invalid(refusal.code, refusal.detail, errors=[at_attribute(fault) for fault in refusal.errors])
