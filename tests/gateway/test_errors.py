import pytest

from tests.gateway.edge import THING, Edge

PATH = f"/v1/wishes/{THING}"


def test_a_problem_says_what_where_and_under_which_trace(edge: Edge) -> None:
    answer = edge.get(PATH)

    assert answer.content_type == "application/problem+json"
    assert answer.json == {
        "type": "http://127.0.0.1:8000/docs/errors#token.missing",
        "title": "An access token is needed",
        "status": 401,
        "code": "token.missing",
        "instance": PATH,
        "trace_id": answer.headers["Trace-Id"],
    }
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "accepted, language, title",
    [
        ("", "en", "An access token is needed"),
        ("zh", "zh-CN", "需要访问令牌"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "需要访问令牌"),
        ("zh-Hans-CN", "zh-CN", "需要访问令牌"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en", "An access token is needed"),
        ("fr", "en", "An access token is needed"),
        ("fr, zh;q=0.1", "zh-CN", "需要访问令牌"),
        (";;q=x,,", "en", "An access token is needed"),
    ],
)
def test_the_title_is_in_the_callers_language(edge: Edge, accepted: str, language: str, title: str) -> None:
    answer = edge.get(PATH, headers={"Accept-Language": accepted})

    assert (answer.headers["Content-Language"], answer.json["title"]) == (language, title)
    assert answer.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize(
    "code, challenge",
    [("token.missing", 'Bearer realm="linli"'), ("token.invalid", 'Bearer realm="linli", error="invalid_token"')],
)
def test_who_is_not_known_is_told_how_to_authenticate(edge: Edge, code: str, challenge: str) -> None:
    headers = {"Authorization": "Bearer x"} if code == "token.invalid" else {}
    answer = edge.get(PATH, headers=headers)

    assert (answer.json["code"], answer.headers["WWW-Authenticate"]) == (code, challenge)


def test_the_instance_is_written_as_an_address(edge: Edge) -> None:
    answer = edge.web.get("/v1/心愿 1")

    assert answer.json["instance"] == "/v1/%E5%BF%83%E6%84%BF%201"
