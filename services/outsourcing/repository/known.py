"""The local copies of the tenant's communities, organisations and needs."""

from collections.abc import Collection

from sqlalchemy import select

from services.outsourcing.model.known import Community, Need, Organisation
from services.outsourcing.repository.rows import Rows
from shared.bulk import is_one_of


class Communities(Rows[Community]):
    kind = Community
    unknown = "community.unknown"


class Needs(Rows[Need]):
    """Those that aren't private."""

    kind = Need
    unknown = "need.unknown"


class Organisations(Rows[Organisation]):
    """Subdistricts and social organisations."""

    kind = Organisation
    unknown = "organisation.unknown"

    def names_of(self, ids: Collection[str]) -> dict[str, str]:
        """What they are called, by their ids."""
        query = select(Organisation.id, Organisation.name).where(Organisation.tenant_id == self.tenant_id)
        rows = self.session.execute(query.where(is_one_of(self.session, Organisation.id, set(ids))))
        return {row.id: row.name for row in rows}

    def open_social(self, ids: Collection[str]) -> set[str]:
        """Those of them that are social organisations and aren't closed."""
        query = select(Organisation.id).where(Organisation.tenant_id == self.tenant_id, Organisation.is_open)
        query = query.where(Organisation.kind == "organisation")
        return set(self.session.scalars(query.where(is_one_of(self.session, Organisation.id, set(ids)))))
