"""What outsourcing's handlers and views work on."""

from typing import Any

from services.outsourcing.ocds.tags import CALL_ID, RELEASED_BY, Tag
from services.outsourcing.repository.calls import Calls, Enquiries
from services.outsourcing.repository.known import Communities, Organisations
from services.outsourcing.repository.projects import Projects
from services.outsourcing.repository.releases import Releases
from shared.messages.declare import Event
from shared.messages.envelope import Actor
from shared.unit_of_work import Transaction, UnitOfWork


class OutsourcingUnitOfWork(UnitOfWork):
    """
    What outsourcing's handlers and views work on.

    What the public may follow by the Open Contracting Data Standard is told of here: no handler can forget it.
    """

    def __init__(self, within: Transaction, actor: Actor, **options: Any) -> None:
        super().__init__(within, actor, **options)
        self._released: dict[str, list[Tag]] = {}

    def record(self, happened: Event, *, tenant_id: str | None = None) -> None:
        """Have an event published once the transaction is committed, and a release that tells of it."""
        super().record(happened, tenant_id=tenant_id)
        if tags := RELEASED_BY.get(type(happened)):
            self._released.setdefault(getattr(happened, CALL_ID), []).extend(tags)

    def hand_over(self) -> None:
        """As all do; one release for each process that has changed, however many events tell of it."""
        for call_id, tags in sorted(self._released.items()):
            self.releases.write(call_id, tags, self.now)
        super().hand_over()

    @property
    def releases(self) -> Releases:
        return Releases(self.session, self.settings.ocds_prefix)

    @property
    def calls(self) -> Calls:
        return Calls(self.session, self.tenant_id)

    @property
    def communities(self) -> Communities:
        return Communities(self.session, self.tenant_id)

    @property
    def enquiries(self) -> Enquiries:
        return Enquiries(self.session, self.tenant_id)

    @property
    def organisations(self) -> Organisations:
        return Organisations(self.session, self.tenant_id)

    @property
    def projects(self) -> Projects:
        return Projects(self.session, self.tenant_id)

    @property
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_community(self, community_id: str) -> bool:
        """Whether the actor acts for this community."""
        return self.actor.role == "community" and self.actor.organisation_id == community_id

    def is_organisation(self, organisation_id: str) -> bool:
        """Whether the actor acts for this social organisation."""
        return self.actor.role == "organisation" and self.actor.organisation_id == organisation_id
