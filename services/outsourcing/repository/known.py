"""The local copies of the tenant's communities and organisations."""

from services.outsourcing.model.known import Community, Organisation
from services.outsourcing.repository.rows import Rows


class Communities(Rows[Community]):
    kind = Community
    unknown = "community.unknown"


class Organisations(Rows[Organisation]):
    """Subdistricts and social organisations."""

    kind = Organisation
    unknown = "organisation.unknown"
