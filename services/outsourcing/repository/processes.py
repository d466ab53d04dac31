"""All that there is of a contracting process, read in so many statements however much there is of it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.outsourcing.model.awards import Award
from services.outsourcing.model.call_parts import CallAmendment
from services.outsourcing.model.calls import Call
from services.outsourcing.model.contracts import Contract, ContractSignature, ContractVersion
from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.model.known import Community, Department, Organisation
from services.outsourcing.model.milestones import Milestone
from services.outsourcing.model.payments import ClawBack, FinalEvaluation, Payment
from services.outsourcing.model.placings import Place
from services.outsourcing.model.projects import Project
from services.outsourcing.model.proposals import Proposal, ProposalPartner
from services.outsourcing.ocds.process import Amended, Awarded, CarriedOut, Process
from shared.bulk import is_one_of

Row = TypeVar("Row")
Named = TypeVar("Named", Project, Community, Organisation)
AGREED = ("standing", "replaced")
# Where a proposal is once the deadline is over and it wasn't submitted by then.
NEVER_OPENED = ("withdrawn", "lapsed")


class Processes:
    """
    The call is held, and with it its awards, contracts, milestones and payments; all else is read anew, for it may have
    changed before.
    """

    def __init__(self, session: Session, public_url: str) -> None:
        self._session = session
        self._public_url = public_url

    def gather(self, call: Call, first: Call | None, first_ocid: str | None) -> Process:
        """first: the call that this one calls again; first_ocid: by what its releases name it."""
        answered = select(Enquiry).where(Enquiry.call_id == call.id, Enquiry.state == "answered")
        amendments = select(CallAmendment).where(CallAmendment.call_id == call.id)
        return Process(
            call=call,
            department=self._session.get(Department, call.tenant_id),
            first=first,
            first_ocid=first_ocid,
            amendments=self._read(amendments.order_by(CallAmendment.number)),
            answered=self._read(answered.order_by(Enquiry.answered_at, Enquiry.id)),
            projects=self._named(Project, call.project_ids),
            communities=self._named(Community, call.community_ids),
            public_url=self._public_url,
            tenderers_count=self._count_tenderers(call),
            **(self._since_review(call) if call.reviewed_at else {}),
        )

    def _count_tenderers(self, call: Call) -> int | None:
        """Whoever has proposed or is a partner, once each; nobody is named by it."""
        if not call.proposals_opened:
            return call.proposals_opened
        leads = select(Proposal.organisation_id).where(*_of(Proposal, call), Proposal.state.not_in(NEVER_OPENED))
        partners = (
            select(func.count(ProposalPartner.organisation_id.distinct()))
            .join(Proposal, Proposal.id == ProposalPartner.proposal_id)
            .where(*_of(Proposal, call), Proposal.state.not_in(NEVER_OPENED))
            .where(ProposalPartner.state == "confirmed", ProposalPartner.organisation_id.not_in(leads))
        )
        return call.proposals_opened + (self._session.scalar(partners) or 0)

    def _since_review(self, call: Call) -> dict[str, Any]:
        """Who has proposed, who has an award, and what is carried out."""
        ranked = select(Proposal.organisation_id).join(Place, Place.proposal_id == Proposal.id)
        leads = self._session.scalars(ranked.where(Place.call_id == call.id).order_by(Place.rank)).all()
        awards = self._all(select(Award).where(*_of(Award, call)).order_by(Award.id))
        suppliers = {one.id: [one.organisation_id, *one.partner_ids] for one in awards}
        ids = list(dict.fromkeys([*leads, *chain.from_iterable(suppliers.values())]))
        known = {one.id: one for one in self._named(Organisation, ids)}
        return {
            "tenderers": [known[one] for one in ids],
            "awards": [Awarded(one, [known[id_] for id_ in suppliers[one.id]]) for one in awards],
            "contracts": self._carried_out(call, known) if awards else [],
        }

    def _carried_out(self, call: Call, known: dict[str, Organisation]) -> list[CarriedOut]:
        signed = select(Contract).where(*_of(Contract, call), Contract.signed_at.is_not(None))
        contracts = self._all(signed.order_by(Contract.id))
        if not contracts:
            return []
        ids = [one.id for one in contracts]
        milestones = self._by_contract(select(Milestone).order_by(Milestone.position), Milestone.contract_id, ids)
        paid = select(Payment).where(Payment.state == "paid").order_by(Payment.recorded_at, Payment.id)
        payments = self._by_contract(paid, Payment.contract_id, ids)
        backs = self._claw_backs(one.id for one in chain.from_iterable(payments.values()))
        evaluations = {one.contract_id: one for one in self._evaluations([one.project_id for one in contracts])}
        amended = self._amended(ids)
        return [
            CarriedOut(
                contract=one,
                contractor=known[one.organisation_id],
                amendments=amended[one.id],
                milestones=milestones[one.id],
                payments=payments[one.id],
                claw_backs=backs,
                evaluation=evaluations.get(one.id),
            )
            for one in contracts
        ]

    def _amended(self, contract_ids: Collection[str]) -> dict[str, list[Amended]]:
        """What both sides of each contract have agreed on since they had signed it; since when: the last signature."""
        columns = (ContractVersion.contract_id, ContractVersion.id, ContractVersion.reason, ContractVersion.number)
        query = (
            select(*columns, func.max(ContractSignature.signed_at).label("agreed_at"))
            .join(ContractSignature, ContractSignature.version_id == ContractVersion.id)
            .where(is_one_of(self._session, ContractVersion.contract_id, contract_ids))
            .where(ContractVersion.number > 1, ContractVersion.state.in_(AGREED))
            .group_by(*columns)
            .order_by(ContractVersion.number)
        )
        found: dict[str, list[Amended]] = defaultdict(list)
        for row in self._session.execute(query):
            found[row.contract_id].append(Amended(row.id, row.agreed_at, row.reason))
        return found

    def _claw_backs(self, payment_ids: Iterable[str]) -> dict[str, list[ClawBack]]:
        query = select(ClawBack).where(is_one_of(self._session, ClawBack.payment_id, list(payment_ids)))
        return _grouped(self._all(query.order_by(ClawBack.id)), lambda one: one.payment_id)

    def _evaluations(self, project_ids: Collection[str]) -> list[FinalEvaluation]:
        return self._all(
            select(FinalEvaluation).where(is_one_of(self._session, FinalEvaluation.project_id, project_ids))
        )

    def _by_contract(self, query: Select[Any], column: Any, contract_ids: Collection[str]) -> dict[str, list[Any]]:
        rows = self._all(query.where(is_one_of(self._session, column, contract_ids)))
        return _grouped(rows, lambda one: str(one.contract_id))

    def _all(self, query: Select[Row]) -> list[Row]:
        return list(self._session.scalars(query))

    def _read(self, query: Select[Row]) -> list[Row]:
        return self._all(query.execution_options(populate_existing=True))

    def _named(self, kind: type[Named], ids: Sequence[str]) -> list[Named]:
        return self._read(select(kind).where(is_one_of(self._session, kind.id, ids)).order_by(kind.id)) if ids else []


def _of(kind: Any, call: Call) -> tuple[Any, Any]:
    return kind.tenant_id == call.tenant_id, kind.call_id == call.id


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for one in rows:
        found[key(one)].append(one)
    return found
