"""The local copies of the tenant's communities, organisations and needs."""

from services.outsourcing.model.known import Community, Need, Organisation
from services.outsourcing.repository.rows import Rows


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
