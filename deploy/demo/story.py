"""The story: a wish from the wall to the feed. Each step checks what came of it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from deploy.demo.api import Api, Problem, eventually, post_when_known
from deploy.demo.data import HOME_COMMUNITY, wishes
from deploy.demo.lines import Line, Wrong, check, place, unmentioned
from deploy.demo.receiver import Receiver
from deploy.demo.town import Town, settle
from shared.clock import SHANGHAI, SystemClock

REGISTERED = 5
WEBHOOK_SECONDS = 120  # a sender that was killed holds its lease for a while
CLOCK = SystemClock()


@dataclass
class Story:
    """
    Plays the story against a running system.

    tell: called with each step as it begins. key: makes this run's changes distinct from another's.
    unmentioned: positions in the feed of what no line of the timeline names, by topic.
    """

    api: Api
    operator_secret: str
    key: str
    tell: Callable[[str], None] = lambda _: None
    lines: list[Line] = field(default_factory=list)
    wish_ids: list[str] = field(default_factory=list)
    members: list[Api] = field(default_factory=list)
    unmentioned: dict[str, list[int]] = field(default_factory=dict)

    town: Town = field(init=False)
    winner: Api = field(init=False)
    claim: dict[str, Any] = field(init=False)

    @property
    def feed_path(self) -> str:
        return f"/v1/communities/{self.town.community_id}/feed"

    def play(self, receiver: Receiver) -> list[Line]:
        """
        The timeline, with positions in the community's feed.

        Raises:
            Wrong, Overdue, Problem: the system did not do what it must.
        """
        for step in (
            self.open_town,
            lambda: self.subscribe(receiver),
            self.register,
            self.publish_wishes,
            self.contest_wish,
            self.promise,
            self.let_promise_lapse,
            self.deliver,
            self.rate,
            self.start_project,
            self.read_feeds,
            self.read_reports,
            self.read_board,
            lambda: self.compare_webhook(receiver),
        ):
            step()
        return self.lines

    def note(self, who: str, what: str, topic: str | None = None, subject: str | None = None) -> None:
        self.tell(f"{who}: {what}")
        self.lines.append(Line(who, what, CLOCK.now(), topic, subject))

    def open_town(self) -> None:
        self.town = settle(self.api, self.operator_secret, self.key)
        self.note("department", "opens the tenant, its communities and a unit", "community.opened")
        self.note("unit", f"brings {len(self.town.member_ids)} members of its roster")
        for member_id in self.town.member_ids:
            code = self.town.unit.post(f"/v1/members/{member_id}/sign-in-codes")
            self.members.append(self.api.as_member(member_id, code["code"]))
        self.note("members", f"{len(self.members)} sign in with one-time codes")

    def subscribe(self, receiver: Receiver) -> None:
        body = {"stream": "community", "stream_id": self.town.community_id, "url": receiver.url}
        created = self.town.community.post("/v1/webhooks", body, key=f"{self.key}-webhook")
        receiver.trust(created["secret"])
        self.note("community", "subscribes its own system by webhook")

    def register(self) -> None:
        path = f"/v1/communities/{self.town.community_id}/registrations"
        for member in self.members[:REGISTERED]:
            asked = member.post(path)
            confirmed = self.town.community.post(f"/v1/registrations/{asked['id']}/confirmation")
            check(bool(confirmed["receipt_number"]), "a confirmed registration has a receipt")
            subject = f"registration/{asked['id']}"
            self.note("member", f"gets receipt {confirmed['receipt_number']}", "registration.confirmed", subject)

    def publish_wishes(self) -> None:
        path = f"/v1/communities/{self.town.community_id}/wishes"
        for number, wish in enumerate(wishes(HOME_COMMUNITY)):
            if number == 0:
                published = post_when_known(self.town.community, path, wish)
            else:
                published = self.town.community.post(path, wish, key=f"{self.key}-wish-{number}")
            self.wish_ids.append(published["id"])
            self.note("community", f"publishes «{wish['title']}»", "wish.published", f"wish/{published['id']}")

    def contest_wish(self) -> None:
        """All members claim the first wish at the same instant."""
        path = f"/v1/wishes/{self.wish_ids[0]}/claims"
        outcomes: list[Any] = [None] * len(self.members)
        start = threading.Barrier(len(self.members))

        def claim(index: int) -> None:
            start.wait()
            try:
                outcomes[index] = post_when_known(self.members[index], path, {"plan": "周末送到家"})
            except Exception as error:  # noqa: BLE001 (told to the checks below)
                outcomes[index] = error

        threads = [threading.Thread(target=claim, args=(index,)) for index in range(len(self.members))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        won = [index for index, outcome in enumerate(outcomes) if isinstance(outcome, dict)]
        refused = [one for one in outcomes if isinstance(one, Problem) and one.code == "wish.already_claimed"]
        check(len(won) == 1, f"one of {len(outcomes)} claims wins, not {len(won)}: {outcomes}")
        check(len(refused) == len(outcomes) - 1, f"all others are told wish.already_claimed: {outcomes}")
        self.winner, self.claim = self.members[won[0]], outcomes[won[0]]
        self.note(
            "members",
            f"{len(outcomes)} claim the same wish: 1 wins, {len(refused)} get 409 wish.already_claimed",
            "wish.claimed",
            f"wish/{self.wish_ids[0]}",
        )

    def promise(self) -> None:
        due_at = (CLOCK.now() + timedelta(days=1)).isoformat()
        body = {"text": "我承诺三天内把收音机送到老人手里,并教会使用", "due_at": due_at}
        self.winner.post(f"/v1/claims/{self.claim['id']}/commitment", body)
        self.note("winner", "makes a public commitment", "commitment.made", f"wish/{self.wish_ids[0]}")
        path = f"/v1/wishes/{self.wish_ids[0]}/beneficiary"
        check(bool(self.winner.get(path)["phone"]), "the claimer sees whom the wish is for")
        for stranger in (*(one for one in self.members if one is not self.winner), self.town.unit):
            try:
                stranger.get(path)
            except Problem as problem:
                check(problem.status == 403, f"nobody else sees the beneficiary: {problem}")
            else:
                raise Wrong("somebody else sees the beneficiary")
        self.note("winner", "sees the beneficiary's contact, nobody else does")

    def let_promise_lapse(self) -> None:
        """Another member's commitment runs out and the wish is back on the wall by itself."""
        wish_id = self.wish_ids[1]
        member = next(one for one in self.members if one is not self.winner)
        claim = post_when_known(member, f"/v1/wishes/{wish_id}/claims", {})
        due_at = (CLOCK.now() + timedelta(seconds=2)).isoformat()
        member.post(f"/v1/claims/{claim['id']}/commitment", {"text": "我承诺今天送到", "due_at": due_at})
        self.note("another", "commits, and lets it lapse", "commitment.lapsed", f"wish/{wish_id}")
        wish = f"/v1/wishes/{wish_id}"
        eventually("the wish returns to the wall", lambda: self.town.community.get(wish)["state"] == "published")
        self.note("timer", "returns the wish to the wall", "wish.returned", f"wish/{wish_id}")
        try:
            member.post(f"/v1/claims/{claim['id']}/delivery")
        except Problem as problem:
            check(problem.code == "claim.lapsed", f"a lapsed claim can't be delivered: {problem}")
        else:
            raise Wrong("a lapsed claim was delivered")

    def deliver(self) -> None:
        subject = f"wish/{self.wish_ids[0]}"
        self.winner.post(f"/v1/claims/{self.claim['id']}/delivery", {"note": "已送到,老人很高兴"})
        self.note("winner", "delivers", "wish.delivered", subject)
        self.town.community.post(f"/v1/claims/{self.claim['id']}/confirmation", {"verdict": "kept"})
        self.note("community", "confirms the delivery", "delivery.confirmed", subject)

    def rate(self) -> None:
        """The resident rates through a one-time invitation; a second use is refused."""
        path = f"/v1/communities/{self.town.community_id}/invitations"
        wish_id = self.wish_ids[0]
        found = eventually("the invitation", lambda: self.town.community.get(path, wish_id=wish_id)["items"])
        invitation_id = found[0]["id"]
        token = self.town.community.post(f"/v1/invitations/{invitation_id}/tokens")["token"]
        rating = {"token": token, "score": 5, "outcome": "resolved", "comment": "非常满意"}
        self.api.post(f"/v1/invitations/{invitation_id}/rating", rating)
        self.note("resident", "rates through the invitation", "rating.given", f"wish/{wish_id}")
        try:
            self.api.post(f"/v1/invitations/{invitation_id}/rating", rating)
        except Problem as problem:
            check(problem.code == "invitation.used", f"the second use is refused: {problem}")
        else:
            raise Wrong("an invitation was used twice")
        self.note("resident", "a second use is refused: 409 invitation.used")

    def start_project(self) -> None:
        today = CLOCK.now().date()
        body = {
            "community_id": self.town.community_id,
            "title": "老人智能手机学堂",
            "starts_on": str(today),
            "ends_on": str(today + timedelta(days=300)),
            "budget": [
                {"name": "人员费用", "source": "fiscal", "amount_minor": 1_200_000},
                {"name": "活动经费", "source": "welfare_lottery", "amount_minor": 800_000},
            ],
        }

        project = post_when_known(self.town.department, "/v1/projects", body)
        check(project["budget_minor"] == 2_000_000, "a budget is the sum of its lines")
        self.note(
            "department", "registers a project of 20,000.00 yuan", "project.registered", f"project/{project['id']}"
        )

    def read_feeds(self) -> None:
        """Every step stands in the community's feed once and in order; the unit sees the outcome in its own."""
        ids = {line.subject for line in self.lines if line.subject}

        def complete() -> list[dict[str, Any]] | None:
            events = self.town.community.feed(self.feed_path)
            seen = {(event["type"], event["subject"]) for event in events}
            wanted = {(f"linli.{line.topic}.v1", line.subject) for line in self.lines if line.topic and line.subject}
            return events if wanted <= seen else None

        events = eventually("the feed holds every step", complete)
        check([event["position"] for event in events] == list(range(1, len(events) + 1)), "positions have no gap")
        check(len({event["id"] for event in events}) == len(events), "each event stands in the feed once")
        contested = [event["type"] for event in events if event["subject"] == f"wish/{self.wish_ids[0]}"]
        expected = [
            "wish.published",
            "wish.claimed",
            "commitment.made",
            "wish.delivered",
            "delivery.confirmed",
            "invitation.opened",
            "rating.given",
        ]
        check(contested == [f"linli.{name}.v1" for name in expected], f"the wish's events are in order: {contested}")
        lapsed = [event["type"] for event in events if event["subject"] == f"wish/{self.wish_ids[1]}"]
        expected = ["wish.published", "wish.claimed", "commitment.made", "commitment.lapsed", "wish.returned"]
        check(lapsed == [f"linli.{name}.v1" for name in expected], f"the lapsed wish's events are in order: {lapsed}")
        check(bool(ids) and not any("member_id" in event["data"] for event in events), "the public feed names nobody")
        place(self.lines, events)
        unit = self.town.unit
        outcome = eventually(
            "the unit sees the outcome",
            lambda: [
                event
                for event in unit.feed(f"/v1/units/{self.town.unit_id}/feed")
                if event["type"] == "linli.rating.given.v1"
            ],
        )
        check(outcome[0]["data"]["score"] == 5, "the unit sees the score its member was given")
        self.note("unit", "sees the outcome in its own feed")

    def read_reports(self) -> None:
        """The unit's and the community's reports of the quarter tell the same, and so does the list of members."""
        unit_path, community_path = f"/v1/units/{self.town.unit_id}", f"/v1/communities/{self.town.community_id}"
        reports = [
            eventually("the unit's report", lambda: self._report_if_done(self.town.unit, unit_path)),
            eventually("the community's report", lambda: self._report_if_done(self.town.community, community_path)),
        ]
        for report in reports:
            found = {name: report[name] for name in ("registered", "served", "confirmed", "awaiting")}
            expected = {"registered": REGISTERED, "served": 1, "confirmed": 1, "awaiting": 0}
            check(found == expected, f"reports tell what was done: {found}")
        check(reports[0]["ratings"] == {"given": 1, "told": 0, "average": None}, "no single rating is told in a report")
        rows = list(self.town.unit.pages(f"{unit_path}/members/service"))
        check(len(rows) == len(self.members), f"the unit sees each of its members: {len(rows)}")
        check(sum(row["service"]["confirmed"] for row in rows) == 1, "the members' services add up to the report's")
        self.note("unit", f"reads its report: {reports[0]['registered']} registered, 1 service confirmed")

    def _report_if_done(self, caller: Api, path: str) -> Any:
        now = CLOCK.now().astimezone(SHANGHAI)
        report = caller.get(f"{path}/reports/{now.year}-Q{(now.month + 2) // 3}")
        return report if report["confirmed"] and report["ratings"]["given"] else None

    def read_board(self) -> None:
        path = f"/v1/communities/{self.town.community_id}/board"
        board = eventually("the board shows it", lambda: self._board_if_done(path))
        check(board["wishes"]["claimed"] == 0, f"no wish is left claimed: {board}")
        check(board["commitments_kept"] == 1, f"the kept commitment is counted: {board}")
        check(board["commitments_lapsed"] == 1, f"the lapsed commitment is counted: {board}")
        counts = ", ".join(f"{count} {state}" for state, count in board["wishes"].items())
        self.note("public", f"board: {counts}")

    def _board_if_done(self, path: str) -> Any:
        board = self.api.get(path)
        return board if board["wishes"]["fulfilled"] == 1 and board["ratings"]["count"] == 1 else None

    def compare_webhook(self, receiver: Receiver) -> None:
        """The receiver can prove that it missed nothing: its positions are those of the feed."""
        events = self.town.community.feed(self.feed_path)
        last = events[-1]["position"]
        eventually("the webhook has caught up", lambda: len(receiver.positions) >= last, WEBHOOK_SECONDS)
        check(receiver.positions == list(range(1, last + 1)), f"webhook in order: {receiver.positions}")
        check(receiver.forged == 0, "every delivery was signed")
        self.unmentioned = unmentioned(self.lines, events)
        self.note("receiver", f"has {last} signed events in order, {receiver.repeats} repeats")
