"""API clients and sign-in codes as they are kept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.membership.model import ApiClient, Appointment, Member, Organisation, SignInCode, SignInTry
from services.membership.repository.appointments import is_serving_as_staff
from shared.clock import SHANGHAI
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

    def check_living(self, actor: Actor, now: datetime) -> None:
        """
        Raises:
            Forbidden: `client.revoked`, has expired, or its organisation is closed; both rows stay locked, so that a
                revocation or a closing comes before or after. A member acts without a client.
        """
        if actor.role == "member":
            return
        query = (
            self._all.where(ApiClient.id == (actor.client_id if is_id(actor.client_id) else NOBODY))
            .join(Organisation, Organisation.id == ApiClient.organisation_id)
            .where(Organisation.state == "open")
        )
        client = self._session.scalar(query.with_for_update(read=True))
        if not (client.is_living(now) if client else self._is_staff(actor, now)):
            raise Forbidden("client.revoked")

    def _is_staff(self, actor: Actor, now: datetime) -> bool:
        """Whether a person acts who still serves at an open organisation; they have no client."""
        today = now.astimezone(SHANGHAI).date()
        query = (
            select(Appointment.id)
            .join(Organisation, Organisation.id == Appointment.organisation_id)
            .where(Appointment.id == (actor.client_id if is_id(actor.client_id) else NOBODY))
            .where(Appointment.tenant_id == actor.tenant_id, is_serving_as_staff(today), Organisation.state == "open")
        )
        return self._session.scalar(query.with_for_update(read=True)) is not None

    def of_organisation(self, organisation_id: str) -> Select[ApiClient]:
        return self._all.where(ApiClient.organisation_id == organisation_id)


class Credentials:
    """What people and programs prove themselves by; read across tenants, since the caller isn't known yet."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_client(self, client_id: str) -> tuple[ApiClient, bool] | None:
        """
        The client of an id that anybody may have made up, and whether its organisation is open; one that can't be an
        id costs the same.
        """
        query = select(ApiClient, Organisation.state).join(Organisation, Organisation.id == ApiClient.organisation_id)
        row = self._session.execute(query.where(ApiClient.id == (client_id if is_id(client_id) else NOBODY))).first()
        return (row[0], row[1] == "open") if row else None

    def note_use(self, client_id: str, today: date) -> None:
        """Keep that a client is in use; once a day something is written."""
        is_news = or_(ApiClient.last_used_on.is_(None), ApiClient.last_used_on < today)
        note = update(ApiClient).where(ApiClient.id == client_id, is_news).values(last_used_on=today)
        self._session.execute(note.execution_options(synchronize_session=False))

    def hold_member(self, member_id: str) -> Member | None:
        """
        The member of an id that anybody may have made up; until the commit they neither leave their unit nor move.

        Before anything of their code is locked, as whoever lets them go does it too.
        """
        query = select(Member).where(Member.id == (member_id if is_id(member_id) else NOBODY))
        query = query.with_for_update(read=True, key_share=True)
        return self._session.scalar(query.execution_options(populate_existing=True))

    def count_try(self, member_id: str, network: str, *, now: datetime, most: int) -> str | None:
        """
        Use up one of the tries that a network has with the member's code, and return its digest; None where no code can
        be tried from there. The code's row stays locked.
        """
        dialect: Any = sqlite if self._session.get_bind().dialect.name == "sqlite" else postgresql
        first = select(SignInCode.member_id, SignInCode.digest, literal(network), literal(1)).where(
            SignInCode.member_id == (member_id if is_id(member_id) else NOBODY), SignInCode.expires_at > now
        )
        key = ["member_id", "code_digest", "network_digest"]
        count = (
            dialect.insert(SignInTry)
            .from_select([*key, "tries"], first.with_for_update())
            .on_conflict_do_update(
                index_elements=key, set_={"tries": SignInTry.tries + 1}, where=SignInTry.tries < most
            )
            .returning(SignInTry.code_digest)
        )
        digest: str | None = self._session.scalar(count)
        return digest

    def replace_code(self, code: SignInCode) -> None:
        """Keep the member's new code in place of the older one and of the tries it had."""
        self.end_code(code.member_id)
        self._session.add(code)

    def end_code(self, member_id: str) -> None:
        """End whatever code the member may have."""
        for kind in (SignInCode, SignInTry):
            self._session.execute(delete(kind).where(kind.member_id == member_id))
