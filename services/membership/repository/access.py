"""API clients and sign-in codes as they are kept."""

from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from services.membership.model import ApiClient, Member, SignInCode
from shared.errors import Forbidden, NotFound
from shared.ids import is_id
from shared.messages.envelope import Actor

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
        self.end_code(code.member_id)
        self._session.add(code)

    def use_up_code(self, member_id: str) -> Member:
        """End the member's code and return the member."""
        self.end_code(member_id)
        return self._session.get_one(Member, member_id)

    def end_code(self, member_id: str) -> None:
        """End whatever code the member may have."""
        self._session.execute(delete(SignInCode).where(SignInCode.member_id == member_id))
