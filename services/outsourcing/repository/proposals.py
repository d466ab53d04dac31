"""The tenant's proposals, and what is kept with them."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from services.outsourcing.model.canonical import digest_of
from services.outsourcing.model.proposals import SEALED, Proposal, ProposalPartner, ProposalReceipt, ProposalVersion
from services.outsourcing.repository.rows import Rows
from shared.bulk import is_one_of
from shared.encryption import Cipher
from shared.errors import NotFound
from shared.messages.outsourcing.proposals import Part, ProposalState

CONTENT: InstrumentedAttribute[str] = ProposalVersion.content_encrypted


class Kept(NamedTuple):
    """What is kept of what a proposal says, and the digest that it has to have."""

    content_encrypted: str
    sha256: str


def unsealed(kept: Kept, cipher: Cipher) -> str | None:
    """The canonical text; None where no key decrypts it, or it isn't the one whose digest it has to have."""
    try:
        canonical = cipher.decrypt(kept.content_encrypted)
    except ValueError:
        return None
    return canonical if digest_of(canonical) == kept.sha256 else None


class Proposals(Rows[Proposal]):
    kind = Proposal
    unknown = "proposal.unknown"

    def find_live(self, call_id: str, organisation_id: str, project_digest: str) -> Proposal | None:
        """An organisation's proposal for a project, or for one of its own, that isn't over."""
        query = self.all.where(Proposal.call_id == call_id, Proposal.organisation_id == organisation_id)
        return self.session.scalar(query.where(Proposal.project_digest == project_digest, Proposal.state.in_(SEALED)))

    def hold(self, call_id: str, states: Collection[ProposalState]) -> list[Proposal]:
        """Those of a call in these states; nobody else changes them before the commit."""
        query = self.all.where(Proposal.call_id == call_id, Proposal.state.in_(states))
        return list(self.session.scalars(query.order_by(Proposal.id).with_for_update(key_share=True)))

    def content_of(self, proposal: Proposal) -> Kept:
        """Of the version that stands."""
        query = select(CONTENT, ProposalVersion.sha256).where(ProposalVersion.proposal_id == proposal.id)
        row = self.session.execute(query.where(ProposalVersion.number == proposal.saved_version)).one()
        return Kept(*row)

    def contents_of(self, proposals: Collection[Proposal]) -> dict[str, Kept]:
        """Of the versions that stand, by the proposals' ids."""
        query = select(Proposal.id, CONTENT, ProposalVersion.sha256).join(ProposalVersion, _STANDS)
        rows = self.session.execute(query.where(is_one_of(self.session, Proposal.id, [one.id for one in proposals])))
        return {id_: Kept(content, sha256) for id_, content, sha256 in rows}

    def submitted_of(self, call_id: str) -> dict[str, Kept]:
        """What is submitted for a call, by the proposals' ids, each with the digest on its receipt."""
        rows = self.session.execute(_SUBMITTED.where(Proposal.call_id == call_id, Proposal.state == "submitted"))
        return {id_: Kept(content, sha256) for id_, content, sha256 in rows}

    def submitted_content_of(self, proposal: Proposal) -> Kept:
        """As `submitted_of`, for one."""
        _, *kept = self.session.execute(_SUBMITTED.where(Proposal.id == proposal.id)).one()
        return Kept(*kept)

    def of_organisation(self, organisation_id: str, part: Part | None) -> Select[Proposal]:
        """Its own, and those that it is a partner of."""
        is_partner = Proposal.id.in_(
            select(ProposalPartner.proposal_id).where(
                ProposalPartner.organisation_id == organisation_id, ProposalPartner.state != "refused"
            )
        )
        is_own = Proposal.organisation_id == organisation_id
        which = {None: or_(is_own, is_partner), "lead": is_own, "partner": is_partner}
        return self.all.where(which[part])

    def shown_of(self, call_id: str) -> Select[Proposal]:
        """What those who judge may read of a call, and what they can't because it is damaged."""
        is_shown = or_(Proposal.opened_at.is_not(None), Proposal.state == "damaged")
        return self.all.where(Proposal.call_id == call_id, is_shown)

    def partners_of(self, proposal_id: str) -> list[ProposalPartner]:
        query = select(ProposalPartner).where(ProposalPartner.proposal_id == proposal_id)
        return list(self.session.scalars(query.order_by(ProposalPartner.position)))

    def partner_ids_of(self, proposal_ids: Collection[str]) -> dict[str, list[str]]:
        """Who has agreed to do each of these together with who proposes it."""
        found: dict[str, list[str]] = {one: [] for one in proposal_ids}
        query = select(ProposalPartner.proposal_id, ProposalPartner.organisation_id).where(
            is_one_of(self.session, ProposalPartner.proposal_id, proposal_ids), ProposalPartner.state == "confirmed"
        )
        for proposal_id, organisation_id in self.session.execute(query.order_by(ProposalPartner.position)):
            found[proposal_id].append(organisation_id)
        return found

    def find_partner(self, proposal_id: str, organisation_id: str) -> ProposalPartner | None:
        return self.session.get(ProposalPartner, (proposal_id, organisation_id))

    def versions_of(self, proposal_id: str) -> Select[ProposalVersion]:
        return select(ProposalVersion).where(ProposalVersion.proposal_id == proposal_id)

    def get_version(self, proposal_id: str, version_id: str) -> tuple[ProposalVersion, Kept]:
        """
        A version, and its content as it is kept.

        Raises:
            NotFound: `proposal_version.unknown`.
        """
        query = select(ProposalVersion, CONTENT).where(ProposalVersion.proposal_id == proposal_id)
        row = self.session.execute(query.where(ProposalVersion.id == version_id)).first()
        if row is None:
            raise NotFound("proposal_version.unknown")
        return row[0], Kept(row[1], row[0].sha256)

    def submitted_versions(self, proposal_id: str) -> set[int]:
        """The numbers of those that were ever submitted."""
        query = select(ProposalReceipt.saved_version).where(ProposalReceipt.proposal_id == proposal_id)
        return set(self.session.scalars(query))

    def get_receipt(self, number: str) -> ProposalReceipt:
        found = self.session.get(ProposalReceipt, number)
        if found is None:
            raise LookupError("a proposal names a receipt that isn't there")
        return found


_STANDS = and_(ProposalVersion.proposal_id == Proposal.id, ProposalVersion.number == Proposal.saved_version)
_SUBMITTED = (
    select(Proposal.id, CONTENT, ProposalReceipt.sha256)
    .join(ProposalVersion, _STANDS)
    .join(ProposalReceipt, ProposalReceipt.number == Proposal.receipt_number)
)
