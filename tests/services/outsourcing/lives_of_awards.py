"""How proposals are reviewed, and what becomes of the awards until their contracts are signed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from shared.clock import day_of
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.outsourcing.awards import CancelAward, DeclineAward, EndNotice, LapseAward
from shared.messages.outsourcing.calls import CancelCall, ShowCall
from shared.messages.outsourcing.conclusions import AdmitProposal, ConcludeReview, RejectProposal
from shared.messages.outsourcing.contracts import AcceptanceRule, DraftContract, MilestoneTerms
from shared.messages.outsourcing.objections import AnswerObjection, FileObjection, WithdrawObjection
from shared.messages.outsourcing.proposals import ListCallProposals
from tests.services.outsourcing.contracting import TEXT, Carried
from tests.services.outsourcing.living import ANSWER, DAY, DELIVERABLES, OBJECTION, Living
from tests.services.outsourcing.reviewing import awards_of, give, points, reviewing

RULE = AcceptanceRule(raters_min=5, satisfied_percent=80, survey_days=10)
UNDER_WAY = ("pending", "active")


@dataclass
class AwardLife:
    """From the opening of a call's proposals until it is decided what becomes of each award."""

    living: Living
    call_id: str
    objections: list[tuple[Any, Actor]] = field(default_factory=list)
    drafted: dict[str, Carried] = field(default_factory=dict)

    def review(self) -> None:
        living = self.living
        call = self._call()
        proposals = living.send(ListCallProposals(call_id=self.call_id))["items"]
        scores = {}
        for one in proposals:
            if living.happens(0.1):
                living.send(RejectProposal(proposal_id=one["id"], reason="材料不齐"))
            else:
                living.send(AdmitProposal(proposal_id=one["id"]))
                scores[one["id"]] = points(living.chance.randint(45, 100))
        for person in reviewing(living.harness, living.department, call, call["reviewers_min"]) if scores else ():
            give(living.harness, person, call, scores)
        living.send(ConcludeReview(call_id=self.call_id))

    def is_open(self) -> bool:
        return bool(self._call()["state"] == "reviewed")

    def step(self) -> Carried | None:
        """A step of one award that is under way; the contract, where it is one that puts it in force."""
        if self.living.happens(0.02) and not self._has_signed():
            self.living.send(CancelCall(call_id=self.call_id, reason="需求已由别处满足"))
            return None
        awards = [one for one in self._awards() if one["state"] in UNDER_WAY]
        award = self.living.chance.choice(awards)
        if award["state"] == "pending":
            self._of_pending(award)
            return None
        return self._of_active(award)

    def _of_pending(self, award: Any) -> None:
        steps: list[Callable[[Any], None]] = [self._end_notice] * 6 + [self._cancel, self._decline]
        if self.living.now < award["notice_ends_at"]:
            steps += [self._object] * 3
        self.living.chance.choice(steps)(award)

    def _of_active(self, award: Any) -> Carried | None:
        if self.living.happens(0.2):
            self.living.chance.choice([self._cancel, self._decline, self._lapse])(award)
            return None
        if award["id"] not in self.drafted:
            self._draft(award)
        carried = self.drafted[award["id"]]
        if self.living.happens(0.1):
            return None
        if carried.now()["state"] == "draft":
            carried.sign(carried.organisation)
        return carried if carried.sign()["state"] == "active" else None

    def _end_notice(self, award: Any) -> None:
        """What is objected to has to be answered first."""
        for objection, actor in self.objections:
            if objection["award_id"] == award["id"] and self._is_pending(award):
                self._answer(objection, actor)
        self.objections = [one for one in self.objections if one[0]["award_id"] != award["id"]]
        if self._is_pending(award):
            self.living.wait_until(award["notice_ends_at"])
            self.living.send(EndNotice(award_id=award["id"]), self.living.timer)

    def _answer(self, objection: Any, actor: Actor) -> None:
        if self.living.happens(0.2):
            self.living.send(WithdrawObjection(objection_id=objection["id"]), actor)
            return
        outcome: Any = "upheld" if self.living.happens(0.3) else "dismissed"
        self.living.send(AnswerObjection(objection_id=objection["id"], outcome=outcome, reason=ANSWER))

    def _object(self, award: Any) -> None:
        who = Actor(role="resident", client_id=new_id(), tenant_id=self.living.department.tenant_id)
        self.objections.append((self.living.send(FileObjection(award_id=award["id"], text=OBJECTION), who), who))

    def _cancel(self, award: Any) -> None:
        self.living.send(CancelAward(award_id=award["id"], reason="材料不实"))

    def _decline(self, award: Any) -> None:
        self.living.send(DeclineAward(award_id=award["id"], reason="人手不足"), self._winner(award))

    def _lapse(self, award: Any) -> None:
        self.living.wait_until(award["sign_by"])
        self.living.send(LapseAward(award_id=award["id"]), self.living.timer)

    def _draft(self, award: Any) -> None:
        living, starts_on = self.living, day_of(self.living.now) + DAY
        shares = living.chance.choice([[100], [40, 60], [30, 30, 40]])
        milestones = [
            MilestoneTerms(
                name=f"第{number}期",
                share_percent=share,
                due_on=starts_on + number * timedelta(days=30),
                deliverables=DELIVERABLES,
                acceptance=living.chance.choice([None, RULE]),
            )
            for number, share in enumerate(shares, 1)
        ]
        command = DraftContract(
            award_id=award["id"],
            text=TEXT,
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=120),
            milestones=milestones,
        )
        contract = living.send(command)
        self.drafted[award["id"]] = Carried(
            living.harness, living.department, living.community, self._winner(award), award, self._call(), contract
        )

    def _winner(self, award: Any) -> Actor:
        return next(one for one in self.living.organisations if one.organisation_id == award["organisation_id"])

    def _call(self) -> Any:
        return self.living.send(ShowCall(call_id=self.call_id))

    def _awards(self) -> list[Any]:
        return awards_of(self.living.harness, self.living.department, {"id": self.call_id})

    def _is_pending(self, award: Any) -> bool:
        return any(one["id"] == award["id"] and one["state"] == "pending" for one in self._awards())

    def _has_signed(self) -> bool:
        return any(one["state"] == "signed" for one in self._awards())
