"""The tenant's calls, and what is kept with them."""

from sqlalchemy import Select, select

from services.outsourcing.model.call_parts import CallAmendment, CallField
from services.outsourcing.model.calls import UNPUBLISHED, Call
from services.outsourcing.model.enquiries import Enquiry
from services.outsourcing.repository.rows import Rows
from shared.errors import NotFound
from shared.messages.outsourcing.terms import Field


class Calls(Rows[Call]):
    kind = Call
    unknown = "call.unknown"

    def listed(self, *, with_drafts: bool) -> Select[Call]:
        """with_drafts: those too that the department alone sees."""
        return self.all if with_drafts else self.all.where(Call.state.not_in(UNPUBLISHED))

    def about(self, rows: Select[Call], field: Field) -> Select[Call]:
        """Those whose projects may be about this."""
        return rows.where(Call.id.in_(select(CallField.call_id).where(CallField.field == field)))

    def amendments_of(self, call_id: str) -> Select[CallAmendment]:
        return select(CallAmendment).where(CallAmendment.call_id == call_id)

    def get_published(self, call_id: str) -> Call:
        """
        Raises:
            NotFound: `call.unknown`, or a draft.
        """
        call = self.get(call_id)
        if call.is_hidden:
            raise NotFound(self.unknown)
        return call


class Enquiries(Rows[Enquiry]):
    kind = Enquiry
    unknown = "enquiry.unknown"

    def of_call(self, call_id: str) -> Select[Enquiry]:
        return select(Enquiry).where(Enquiry.call_id == call_id)
