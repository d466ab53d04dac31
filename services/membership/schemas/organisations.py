"""Organisations as the shapes that callers get."""

from services.membership.model import Organisation, Tenant
from shared.messages import membership as messages


def organisation_shape(organisation: Organisation) -> messages.Organisation:
    return messages.Organisation(
        id=organisation.id,
        kind=organisation.kind,
        name=organisation.name,
        code=organisation.code,
        tenant_id=organisation.tenant_id,
        version=organisation.version,
        parent_id=organisation.parent_id,
        state=organisation.state,
        subdistrict=organisation.subdistrict,
        district=organisation.district,
        city=organisation.city,
    )


def tenant_shape(tenant: Tenant) -> messages.TenantSummary:
    return messages.TenantSummary(id=tenant.id, name=tenant.name, version=tenant.version)
