"""Reading and adding what membership keeps, confined to one tenant."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.orm import Session

from services.membership.model import ApiClient, Member, Organisation, ReceiptCounter, Registration, SignInCode
from shared.clock import SHANGHAI
from shared.errors import Forbidden, NotFound
from shared.ids import is_id
from shared.messages.envelope import Actor
from shared.messages.membership import OrganisationKind
from shared.unit_of_work import UnitOfWork


class Organisations:
    """Departments, communities and units."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Organisation).where(Organisation.tenant_id == tenant_id)

    def get(self, organisation_id: str, kind: OrganisationKind | None = None) -> Organisation:
        """
        Raises:
            NotFound: `organisation.unknown`, or `community.unknown` and the like where a kind is asked for.
        """
        query = self._all.where(Organisation.id == organisation_id)
        if kind:
            query = query.where(Organisation.kind == kind)
        found = self._session.scalar(query)
        if found is None:
            raise NotFound(f"{kind or 'organisation'}.unknown")
        return found

    def find_community(self, code: str) -> Organisation | None:
        return self._session.scalar(self._all.where(Organisation.code == code))

    def find_unit(self, name: str) -> Organisation | None:
        return self._session.scalar(self._all.where(Organisation.kind == "unit", Organisation.name == name))

    def codes_among(self, codes: Collection[str]) -> set[str]:
        """Those of the codes that communities of the tenant have."""
        if not codes:
            return set()
        query = self._all.with_only_columns(Organisation.code).where(Organisation.code.in_(codes))
        return {str(code) for code in self._session.scalars(query)}


NOBODY = "00000000-0000-0000-0000-000000000000"


class Clients:
    """API clients of the tenant's organisations."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(ApiClient).where(ApiClient.tenant_id == tenant_id)

    def get(self, client_id: str) -> ApiClient:
        """
        Raises:
            NotFound: `client.unknown`.
        """
        found = self._session.scalar(self._all.where(ApiClient.id == client_id))
        if found is None:
            raise NotFound("client.unknown")
        return found

    def check_living(self, actor: Actor) -> None:
        """
        Raises:
            Forbidden: `client.revoked`; its row stays locked, so that a revocation comes before or after. A member
                acts without a client.
        """
        if actor.role == "member":
            return
        query = self._all.where(ApiClient.id == (actor.client_id if is_id(actor.client_id) else NOBODY))
        client = self._session.scalar(query.with_for_update(read=True))
        if client is None or client.revoked_at:
            raise Forbidden("client.revoked")

    def of_organisation(self, organisation_id: str) -> Select[ApiClient]:
        return self._all.where(ApiClient.organisation_id == organisation_id)


class Kept(NamedTuple):
    """What decides how an entry is taken over: which member it is, and whether it has changed."""

    member_id: str
    entry_digest: str


class Holder(NamedTuple):
    """Under which number of which unit an identity is on a roster."""

    unit_id: str
    external_id: str


class Members:
    """The members on the tenant's rosters."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._all = select(Member).where(Member.tenant_id == tenant_id)

    def get(self, member_id: str) -> Member:
        """
        Raises:
            NotFound: `member.unknown`.
        """
        found = self._session.scalar(self._all.where(Member.id == member_id))
        if found is None:
            raise NotFound("member.unknown")
        return found

    def kept_of(self, unit_id: str, external_ids: Collection[str]) -> dict[str, Kept]:
        """Which of these numbers are on the unit's roster."""
        columns = (Member.external_id, Member.id, Member.entry_digest)
        query = select(*columns).where(Member.unit_id == unit_id, Member.external_id.in_(external_ids))
        return {external_id: Kept(*rest) for external_id, *rest in self._session.execute(query)}

    def holders_of(self, identity_digests: Collection[str]) -> dict[str, Holder]:
        """On which rosters of the tenant these identities are already."""
        columns = (Member.identity_digest, Member.unit_id, Member.external_id)
        query = select(*columns).where(
            Member.tenant_id == self._tenant_id, Member.identity_digest.in_(identity_digests)
        )
        return {digest: Holder(*rest) for digest, *rest in self._session.execute(query)}

    def load(self, member_ids: Collection[str]) -> dict[str, Member]:
        if not member_ids:
            return {}
        return {member.id: member for member in self._session.scalars(self._all.where(Member.id.in_(member_ids)))}


class Registrations:
    """Members' registrations with communities."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._all = select(Registration).where(Registration.tenant_id == tenant_id)

    def get(self, registration_id: str) -> Registration:
        """
        Raises:
            NotFound: `registration.unknown`.
        """
        found = self._session.scalar(self._all.where(Registration.id == registration_id))
        if found is None:
            raise NotFound("registration.unknown")
        return found

    def find(self, member_id: str, community_id: str) -> Registration | None:
        query = self._all.where(Registration.member_id == member_id, Registration.community_id == community_id)
        return self._session.scalar(query)


class Receipts:
    """Receipt numbers, without gaps and without doubles: the counter's row is locked until the commit."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def take(self, community: Organisation, now: datetime) -> str:
        """The community's next number in the year that it is in Shanghai, `BD-SFJ-2026-000001`."""
        year = now.astimezone(SHANGHAI).year
        return f"BD-{community.code}-{year}-{self._next_serial(community.id, year):06d}"

    def _next_serial(self, community_id: str, year: int) -> int:
        counter = (ReceiptCounter.community_id == community_id, ReceiptCounter.year == year)
        count = update(ReceiptCounter).where(*counter).values(last_serial=ReceiptCounter.last_serial + 1)
        serial = self._session.scalar(count.returning(ReceiptCounter.last_serial))
        if serial is None:
            # Of two that come here at once, the primary key lets one pass; the other is carried out anew.
            first = {"community_id": community_id, "year": year, "tenant_id": self._tenant_id, "last_serial": 1}
            self._session.execute(insert(ReceiptCounter), [first])
            serial = 1
        return serial


class Credentials:
    """What people and programs prove themselves by; read across tenants, since the caller isn't known yet."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_client(self, client_id: str) -> ApiClient | None:
        """The client of an id that anybody may have made up; one that can't be an id costs the same."""
        return self._session.get(ApiClient, client_id if is_id(client_id) else NOBODY)

    def count_try(self, member_id: str, *, now: datetime, most: int) -> str | None:
        """Use up one try of the member's code and return its digest; None where no code can be tried."""
        count = (
            update(SignInCode)
            .where(SignInCode.member_id == (member_id if is_id(member_id) else NOBODY))
            .where(SignInCode.expires_at > now, SignInCode.tries < most)
            .values(tries=SignInCode.tries + 1)
            .returning(SignInCode.digest)
        )
        return self._session.scalar(count)

    def replace_code(self, code: SignInCode) -> None:
        """Keep the member's new code in place of the older one and of the tries it had."""
        self._end_code(code.member_id)
        self._session.add(code)

    def use_up_code(self, member_id: str) -> Member:
        """End the member's code and return the member."""
        self._end_code(member_id)
        return self._session.get_one(Member, member_id)

    def _end_code(self, member_id: str) -> None:
        self._session.execute(delete(SignInCode).where(SignInCode.member_id == member_id))


class MembershipUnitOfWork(UnitOfWork):
    """What membership's handlers and views work on."""

    @property
    def organisations(self) -> Organisations:
        return Organisations(self.session, self.tenant_id)

    @property
    def clients(self) -> Clients:
        return Clients(self.session, self.tenant_id)

    @property
    def members(self) -> Members:
        return Members(self.session, self.tenant_id)

    @property
    def registrations(self) -> Registrations:
        return Registrations(self.session, self.tenant_id)

    @property
    def receipts(self) -> Receipts:
        return Receipts(self.session, self.tenant_id)

    @property
    def credentials(self) -> Credentials:
        return Credentials(self.session)

    @property
    def has_oversight(self) -> bool:
        return self.actor.role == "department"

    def is_run_by_actor(self, organisation_id: str) -> bool:
        """Whether the actor acts for this organisation; a member belongs to a unit and acts for none."""
        return self.actor.role != "member" and self.actor.organisation_id == organisation_id
