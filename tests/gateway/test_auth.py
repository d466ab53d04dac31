import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from gateway.attachments import attach_file, download_file
from gateway.auth import permit
from gateway.downloads import HOLDERS, download_member
from gateway.evidence import PDF, attach_evidence, download_evidence
from gateway.examples import ANSWERS, EXAMPLES, as_json
from gateway.ledger_file import download_ledger
from gateway.matching import match_items, match_members
from gateway.roles import ROLE_TABLE
from gateway.route import BadRoute, Route
from gateway.routes import ROUTES
from gateway.rules import Rule
from gateway.tokens import Tokens
from shared.clock import ManualClock
from shared.messages import engagement, outsourcing
from shared.messages.declare import COMMANDS, QUERIES, fields_of
from shared.messages.engagement import (
    CloseMeeting,
    ForgetNeedContact,
    LapseClaim,
    LapseResolution,
    ReleaseClaims,
    RemindResolution,
    SettleBooking,
)
from shared.messages.engagement.matching import ShowWanted, Wanted
from shared.messages.envelope import Actor
from shared.messages.evaluation import ExpireInvitation
from shared.messages.evaluation.surveys import EndSurvey
from shared.messages.membership import (
    AbandonRosterSync,
    AdvanceRosterSync,
    AppendRosterRows,
    AuthenticateClient,
    CompleteRosterUpload,
    ExpireAdmission,
    FoundStaffedTeam,
    ListTeamRecords,
    NoteClientUse,
    Principal,
    RedeemPhoneCode,
    RedeemResidentCode,
    RedeemSignInCode,
    RemoveTeamRecord,
    RestaffTeam,
    RunOutAppointment,
    SearchMemberRecords,
    SettlePairing,
    ShowMemberRecord,
    ShowTeamRecord,
)
from shared.messages.membership.dual_management import KeepQuarterEnd
from shared.messages.membership.matching import MatchProfile, ShowMatchProfile
from shared.messages.outsourcing import releases
from tests.gateway.edge import OTHER, OWN, ROLES, THING, Edge, sample, signing_key
from tests.gateway.matrix import MATRIX
from tests.harness import START, TENANT

# Who gets through to the services; a role with * only where the path names its own organisation.
OTHERS = [route for route in ROUTES if route.permission in ("scim.use", "need.report")]  # they have their own tests
CLOSED = [route for route in ROUTES if MATRIX.get(str(route)) != "public" and route not in OTHERS]
OPEN_CALLS = [route for route in ROUTES if MATRIX.get(str(route)) == "public" and route.tag]
BY_NAME = {"ids": str}
FILES_IN = (attach_evidence, attach_file)
NEEDED = {
    "since": "2026-12-01T00:00:00Z",
    "until": "2026-12-02T00:00:00Z",
    "from_on": "2026-12-01",
    "until_on": "2026-12-02",
}


def request_of(route: Route, organisation_id: str = OWN) -> dict[str, Any]:
    """A good request of a route; every path names the organisation, whatever kind of thing it is."""
    path = route.path.replace("{quarter}", "2026-Q4")
    for name in route.path_parameters:
        path = path.replace(f"{{{name}}}", organisation_id)
    request: dict[str, Any] = {"method": route.method, "path": path, "headers": {}}
    if route.carry_out is attach_file:
        request["data"], request["content_type"] = b"%PDF-1.7 %%EOF", PDF
        if any(spec.name == "purpose" for spec in fields_of(route.message)):
            request["query_string"] = {"purpose": "charter"}
        request["headers"]["Content-Disposition"] = 'attachment; filename="charter.pdf"'
    elif route.carry_out is attach_evidence:
        request["data"], request["content_type"] = b"%PDF-1.7 %%EOF", PDF
    elif route.uploads:
        request["data"] = "external_id,name,identity_number\nA-1,陈华英,11010519491231002X\n".encode()
        request["content_type"] = route.uploads[0]
    elif route.has_body:
        request["json"] = EXAMPLES.get(route.message, {})
    elif route.message is not None:
        needed = {spec.name for spec in fields_of(route.message) if spec.is_required} - route.given_by_path
        request["query_string"] = {name: NEEDED[name] for name in needed}
    if route.needs_if_match:
        request["headers"]["If-Match"] = '"v1"'
    return request


def lay_answer_ready(edge: Edge, route: Route) -> None:
    edge.client.answers[route.topic] = sample(route.answer) if route.answer else None
    if route.carry_out is download_evidence:
        edge.client.answers[route.topic] = {"media_type": PDF, "content": "JVBERg=="}
    if route.carry_out is download_file:
        edge.client.answers[route.topic] = {"name": "charter.pdf", "media_type": PDF, "content": "JVBERg=="}
    if route.uploads and route.carry_out not in FILES_IN:
        done = as_json(ANSWERS[str(route)])
        edge.client.answers |= dict.fromkeys(("roster_sync.begin", "roster_sync.complete", "roster_sync.show"), done)
    if route.carry_out is download_ledger:
        edge.client.answers[route.topic] = {"budget_name": "福彩公益金", "items": [], "next": None}
    if route.carry_out is match_members:
        edge.client.answers[ShowWanted.topic] = sample(Wanted)
    if route.carry_out is match_items:
        edge.client.answers[ShowMatchProfile.topic] = sample(MatchProfile)
    if route.carry_out is download_member:
        edge.client.answers |= {holder.topic: {"parts": []} for holder in HOLDERS}


def calls_of(route: Route) -> int:
    """How many calls one request leads to."""
    if route.uploads and route.carry_out not in FILES_IN:
        return 3
    if route.carry_out in (match_members, match_items):
        return 2
    return 1 + len(HOLDERS) if route.carry_out is download_member else 1


def encoded(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def signed(key: Any, algorithm: str = "Ed25519", kid: str | None = None, **changes: Any) -> str:
    """A token of a member, as the gateway would issue it but for the changes; a claim changed to None is left out."""
    now = int(START.timestamp())
    issuer = "http://127.0.0.1:8000"
    claims = {
        "iss": issuer,
        "aud": issuer,
        "sub": "x",
        "iat": now,
        "exp": now + 900,
        "role": "member",
        "tenant": TENANT,
    }
    header = {"alg": algorithm, "typ": "at+jwt", "kid": signing_key().kid}
    header |= {name: changes.pop(name) for name in ("typ", "kid") if name in changes}
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    header = {name: value for name, value in header.items() if value is not None}
    if algorithm == "none":
        return f"{encoded(header)}.{encoded(claims)}."
    return jwt.encode(header, claims, key, algorithms=[algorithm], default_type=None)


def bad_tokens() -> dict[str, str]:
    key = signing_key()
    stranger = OKPKey.generate_key("Ed25519")
    good = signed(key)
    return {
        "no token": "",
        "no scheme": good,
        "another scheme": f"Basic {good}",
        "an empty token": "Bearer ",
        "no token at all": "Bearer abc",
        "bytes beyond ASCII": "Bearer é.ü.ß",
        "expired": "Bearer " + signed(key, exp=int(START.timestamp()) - 60),
        "without expiry": "Bearer " + signed(key, exp=None),
        "unsigned": "Bearer " + signed(key, "none"),
        "signature cut off": "Bearer " + good.rpartition(".")[0] + ".",
        "signed by our public key as a secret": "Bearer "
        + signed(OctKey.import_key({"kty": "oct", "k": key.as_dict(private=False)["x"]}), "HS256"),
        "signed by another key": "Bearer " + signed(stranger),
        "of an unknown key": "Bearer " + signed(stranger, kid=stranger.thumbprint()),
        "for somebody else": "Bearer " + signed(key, aud="https://elsewhere.example"),
        "for nobody": "Bearer " + signed(key, aud=None),
        "from somebody else": "Bearer " + signed(key, iss="https://elsewhere.example"),
        "not an access token": "Bearer " + signed(key, typ="JWT"),
        "of an unknown role": "Bearer " + signed(key, role="king"),
        "of the system": "Bearer " + signed(key, role="system"),
        "without a role": "Bearer " + signed(key, role=None),
        "without a tenant": "Bearer " + signed(key, tenant=None),
    }


def test_the_matrix_names_every_route_and_no_other() -> None:
    assert list(MATRIX) == [str(route) for route in ROUTES]


@pytest.mark.parametrize("route", CLOSED, **BY_NAME)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_through_where_the_matrix_says_so(edge: Edge, route: Route, role: Any) -> None:
    lay_answer_ready(edge, route)
    expected = MATRIX[str(route)].split()
    for organisation_id, is_allowed in ((OWN, {role, f"{role}*"} & {*expected}), (OTHER, role in expected)):
        answer = edge.ask(role=role, **request_of(route, organisation_id))

        if is_allowed:
            assert (answer.status_code, len(edge.client.calls)) == (route.status, calls_of(route)), answer.text
        else:
            code = "access.not_yours" if f"{role}*" in expected else "access.denied"
            assert (answer.status_code, answer.json["code"], edge.client.calls) == (403, code, [])
        edge.client.calls.clear()


@pytest.mark.parametrize("route", CLOSED, **BY_NAME)
def test_nobody_gets_through_without_a_good_token(edge: Edge, route: Route) -> None:
    lay_answer_ready(edge, route)
    for name, credentials in bad_tokens().items():
        request = request_of(route)
        if credentials:
            request["headers"]["Authorization"] = credentials
        answer = edge.ask(**request)

        assert (answer.status_code, edge.client.calls) == (401, []), name
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="linli"'), name


@pytest.mark.parametrize("route", OPEN_CALLS, **BY_NAME)
@pytest.mark.parametrize("credentials", [None, "Bearer abc"])
def test_what_is_public_is_open_to_everyone_as_the_public(edge: Edge, route: Route, credentials: str | None) -> None:
    lay_answer_ready(edge, route)
    request = request_of(route)
    if credentials:
        request["headers"]["Authorization"] = credentials
    answer = edge.ask(**request)

    assert answer.status_code == route.status, answer.text
    assert {call.actor for call in edge.client.calls} <= {Actor.public()}


def test_a_good_token_is_told_from_the_bad_ones(edge: Edge) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}

    assert edge.get("/v1/claims", headers={"Authorization": f"bearer {signed(signing_key())}"}).status_code == 200


def test_the_actor_is_who_the_token_says(edge: Edge) -> None:
    edge.client.answers["wish.show"] = {}
    edge.get(f"/v1/wishes/{THING}", "community")

    assert edge.last_call.actor == Actor(
        role="community", client_id="client-of-community", tenant_id=TENANT, organisation_id=OWN
    )


def test_a_known_token_under_another_scheme_is_no_token(edge: Edge) -> None:
    edge.client.answers["claims.list"] = {"items": [], "next": None}
    token = edge.token("member")

    assert edge.get("/v1/claims", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert edge.get("/v1/claims", headers={"Authorization": f"Basic {token}"}).status_code == 401


def test_an_expired_token_says_so(edge: Edge) -> None:
    headers = {"Authorization": f"Bearer {edge.token('member')}"}
    edge.client.answers["claims.list"] = {"items": [], "next": None}

    assert edge.get("/v1/claims", headers=headers).status_code == 200

    edge.clock.advance(timedelta(minutes=15, seconds=6))
    answer = edge.get("/v1/claims", headers=headers)

    assert (answer.status_code, answer.json["code"]) == (401, "token.expired")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_what_only_the_timer_the_token_endpoint_an_export_scim_open311_or_ocds_sends_has_no_route() -> None:
    routed = {route.message for route in ROUTES}
    without = {*COMMANDS.values(), *QUERIES.values()} - routed

    by_scim = {
        ShowMemberRecord,
        SearchMemberRecords,
        ShowTeamRecord,
        ListTeamRecords,
        ShowWanted,
        ShowMatchProfile,
        FoundStaffedTeam,
        RestaffTeam,
        RemoveTeamRecord,
    }
    by_timer = {
        engagement.LapseClaim,
        engagement.NoteMisses,
        engagement.attendance.CloseAttendance,
        engagement.certificates.IssueCertificate,
        engagement.service_records.FinaliseServiceRecord,
        engagement.ReleaseClaims,
        engagement.RemindOfCommitment,
        engagement.RemindOfPlaceCommitment,
        engagement.LapsePlaceCommitment,
        engagement.ExpireWish,
        engagement.ForgetBeneficiary,
        engagement.ForgetEvidence,
        engagement.ForgetNeedContact,
        engagement.WarnOfShortfall,
        engagement.SettleMenuItem,
        engagement.project_items.CallOffProjectItems,
        engagement.EndMenuItem,
        engagement.LapsePlaceOffer,
        LapseClaim,
        ReleaseClaims,
        ForgetNeedContact,
        SettleBooking,
        CloseMeeting,
        RemindResolution,
        LapseResolution,
        ExpireInvitation,
        EndSurvey,
        RunOutAppointment,
        SettlePairing,
        ExpireAdmission,
        AdvanceRosterSync,
        AbandonRosterSync,
        KeepQuarterEnd,
        outsourcing.awards.EndNotice,
        outsourcing.awards.LapseAward,
        outsourcing.bans.EndBan,
        outsourcing.calls.OpenProposals,
        outsourcing.milestones.RemindOfMilestone,
        outsourcing.qualifications.ExpireQualification,
        outsourcing.qualifications.RemindOfQualification,
    }
    by_upload = {AppendRosterRows, CompleteRosterUpload}
    by_token_endpoint = {AuthenticateClient, NoteClientUse, RedeemSignInCode, RedeemPhoneCode, RedeemResidentCode}
    by_city_apps = {engagement.ReportNeed}
    by_ocds = {releases.ListReleases, releases.ShowRelease, releases.ListRecords, releases.ShowRecord}
    assert without == by_timer | by_upload | by_token_endpoint | by_scim | by_city_apps | by_ocds | {*HOLDERS}


def test_every_row_of_the_role_table_belongs_to_a_route() -> None:
    assert ROLE_TABLE.keys() == {route.permission for route in ROUTES}


def test_a_route_without_a_rule_is_refused_at_construction() -> None:
    with pytest.raises(BadRoute, match="role table"):
        Route("POST", "/v1/claims/{claim_id}/end", engagement.LapseClaim, summary="End a claim.")


def test_a_rule_about_a_parameter_that_the_path_lacks_is_refused() -> None:
    with pytest.raises(BadRoute, match="isn't in the path"):
        Route("POST", "/v1/claims/{wish_id}", engagement.ClaimWish, summary="Claim.", permission="members.enrol")


def test_an_actor_without_an_organisation_owns_nothing() -> None:
    with pytest.raises(Exception, match=r"access\.not_yours"):
        permit((Rule("unit", "unit_id"),), Actor(role="unit", client_id="x"), {"unit_id": OWN})


def test_a_token_of_a_key_that_was_followed_by_a_newer_one_is_still_good() -> None:
    clock = ManualClock(START)
    older, newer = OKPKey.generate_key("Ed25519", auto_kid=True), OKPKey.generate_key("Ed25519", auto_kid=True)
    who = Principal(role="unit", client_id="x", tenant_id=TENANT, organisation_id=OWN)
    token = Tokens([older], "https://linli.example", clock).issue(who)

    assert Tokens([newer, older], "https://linli.example", clock).verify(token).organisation_id == OWN
