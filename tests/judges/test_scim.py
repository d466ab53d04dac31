"""What outside judges of SCIM don't look at: bulks, entity tags, filters, cursors, and what hostile clients send."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.judges.scim import MEMBER, SEARCH, Scim, running_scim, user

EXAMPLE = Path(__file__).parents[2] / "gateway" / "static" / "scim.sh"
PEOPLE = ("zhao", "qian", "sun", "li")
NOBODY = "01976a00-0000-7000-8000-00000000000c"


@pytest.fixture(scope="module")
def scim() -> Iterator[Scim]:
    with running_scim() as found:
        yield found


@pytest.fixture(scope="module")
def people(scim: Scim) -> dict[str, Any]:
    """Four members beside the twenty of the roster."""
    departments = dict(zip(PEOPLE, ("内科", "外科", "内科", "内科二"), strict=True))
    skills = {"zhao": ["理发", "医疗护理"], "qian": ["理发"]}
    return {
        name: scim.create(
            name,
            externalId=f"00u-{name}",
            active=name != "sun",
            phoneNumbers=[{"value": "13800138000", "type": "mobile"}],
            member={"department": departments[name], "skills": skills.get(name, [])},
        )
        for name in PEOPLE
    }


def names(page: Any) -> set[str]:
    return {one["userName"] for one in page["Resources"]}


def error_of(answer: requests.Response) -> tuple[int, str | None]:
    assert answer.headers["Content-Type"] == "application/scim+json"
    body = answer.json()
    assert (body["schemas"], body["status"]) == (
        ["urn:ietf:params:scim:api:messages:2.0:Error"],
        str(answer.status_code),
    )
    return answer.status_code, body.get("scimType")


@pytest.mark.parametrize(
    "asked, found",
    [
        ('userName eq "ZHAO"', {"zhao"}),
        ('userName eq "zhao" or userName eq "li"', {"zhao", "li"}),
        ('userName sw "q" and active eq true', {"qian"}),
        ('externalId eq "00u-li"', {"li"}),
        ('externalId eq "00U-li"', set()),
        ('externalId sw "00u-" and active eq false', {"sun"}),
        ("externalId pr and not (active eq true)", {"sun"}),
        (f'{MEMBER}:department eq "内科" and externalId pr', {"zhao", "sun"}),
        (f'{MEMBER}:skills eq "医疗护理" and externalId pr', {"zhao"}),
        ('displayName co "员qi"', {"qian"}),
        ('displayName ew "LI"', {"li"}),
        ('phoneNumbers[type eq "mobile" and value eq "13800138000"] and externalId pr', {*PEOPLE}),
        ('phoneNumbers.value eq "13800138000" and (userName eq "li")', {"li"}),
        ('externalId ge "00u-s" and externalId le "00u-t"', {"sun"}),
        ('meta.lastModified gt "2100-01-01T00:00:00Z"', set()),
        ('meta.created gt "2000-01-01T00:00:00Z" and externalId eq "00u-sun"', {"sun"}),
        ('externalId pr and meta.created gt "0001-01-01T00:00:00+23:59"', {*PEOPLE}),
        ('externalId pr and meta.created lt "9999-12-31T23:59:59-23:59"', {*PEOPLE}),
        ('externalId eq "00u-li" and meta.created gt "0001-01-01T00:00:00+23:59"', {"li"}),
        ('externalId eq "00u-li" and meta.created ge "9999-12-31T23:59:59-23:59"', set()),
        ('userName eq "\'; DROP TABLE members; --"', set()),
        ('userName co "%"', set()),
    ],
)
def test_a_filter_finds_those_of_whom_it_holds(scim: Scim, people: Any, asked: str, found: set[str]) -> None:
    by_get = scim.found("/Users", filter=asked)
    by_post = scim.ask("POST", "/Users/.search", {"schemas": [SEARCH], "filter": asked}).json()

    assert (names(by_get), by_get["totalResults"]) == (found, len(found))
    assert names(by_post) == found


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "userName",
        "userName eq",
        "userName is 1",
        'userName eq "a',
        'userName eq "a" and',
        '(userName eq "a"',
        "active gt true",
        'nothing eq "a"',
        'meta.lastModified gt "yesterday"',
        "phoneNumbers[",
        "not" + " (not" * 40 + ' (userName eq "a")' + ")" * 40,
        "(" * 400 + 'userName eq "a"' + ")" * 399,
        "\x00",
        "userName eq 'a'",
    ],
)
def test_a_filter_that_is_none_is_refused(scim: Scim, asked: str) -> None:
    assert error_of(scim.get("/Users", params={"filter": asked})) == (400, "invalidFilter")


def test_more_than_can_be_looked_through_is_a_refusal_of_its_own(scim: Scim) -> None:
    longest = " or ".join(f'userName eq "{number}"' for number in range(300))

    assert error_of(scim.ask("POST", "/Users/.search", {"schemas": [SEARCH], "filter": longest})) == (
        400,
        "invalidFilter",
    )


def test_attributes_are_left_out_as_asked(scim: Scim, people: Any) -> None:
    one = scim.found(f"/Users/{people['zhao']['id']}", attributes="userName")
    other = scim.found(f"/Users/{people['zhao']['id']}", excludedAttributes="phoneNumbers,displayName")

    assert one.keys() == {"schemas", "id", "userName"}
    assert not {"phoneNumbers", "displayName"} & other.keys()


@pytest.mark.parametrize("key", ["userName", "meta.created", "externalId", f"{MEMBER}:department"])
def test_the_order_is_the_attributes_both_ways(scim: Scim, people: Any, key: str) -> None:
    def ordered(order: str) -> list[str]:
        page = scim.found("/Users", filter="externalId pr", sortBy=key, sortOrder=order)
        return [one["userName"] for one in page["Resources"]]

    rising = {"meta.created": [*PEOPLE], f"{MEMBER}:department": None}.get(key, sorted(PEOPLE))
    assert ordered("descending") == ordered("ascending")[::-1]
    assert rising is None or ordered("ascending") == rising


def test_who_cant_be_sorted_by_is_told(scim: Scim) -> None:
    assert error_of(scim.get("/Users", params={"sortBy": "name"}))[0] == 400
    assert error_of(scim.get("/Users", params={"sortBy": f"{MEMBER}:identityNumber"}))[0] == 400


@pytest.mark.parametrize(
    "asked, start, size",
    [
        ({"startIndex": 1, "count": 5}, 1, 5),
        ({"startIndex": 23, "count": 5}, 23, 2),
        ({"startIndex": 10**9, "count": 5}, 10**9, 0),
        ({"startIndex": 10**15}, 10**15, 0),
        ({"startIndex": -4, "count": 1}, 1, 1),
        ({"count": 0}, 1, 0),
        ({"count": -1}, 1, 0),
        ({"count": 10**12}, 1, 24),
    ],
)
def test_pages_by_index(scim: Scim, people: Any, asked: dict[str, int], start: int, size: int) -> None:
    page = scim.found("/Users", **asked)

    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (24, start, size)
    assert len(page.get("Resources", [])) == size


@pytest.mark.parametrize("asked", [{"count": "x"}, {"startIndex": "1.5"}, {"count": "9" * 5000}])
def test_a_count_that_is_none_is_refused(scim: Scim, asked: dict[str, str]) -> None:
    assert error_of(scim.get("/Users", params=asked))[0] in (400, 414)


@pytest.mark.parametrize("query", [{}, {"sortBy": "userName", "sortOrder": "descending"}, {"filter": "displayName pr"}])
def test_pages_by_cursor_hold_while_others_come_and_go(scim: Scim, people: Any, query: dict[str, str]) -> None:
    seen: list[str] = []
    cursor, number, brief = "", 0, None
    while True:
        page = scim.found("/Users", cursor=cursor, count=7, **query)
        seen += [one["id"] for one in page["Resources"]]
        if brief:
            scim.ask("DELETE", f"/Users/{brief['id']}")
        if "nextCursor" not in page:
            break
        number += 1
        brief = scim.create(f"brief-{number}")
        cursor = page["nextCursor"]
    back = scim.found("/Users", cursor=page["previousCursor"], count=7, **query)

    assert len(seen) == len({*seen})
    assert {one["id"] for one in people.values()} < {*seen}
    assert len(back["Resources"]) == 7


def test_a_cursor_is_good_for_its_own_query_alone(scim: Scim, people: Any) -> None:
    cursor = scim.found("/Users", cursor="", count=5)["nextCursor"]
    for asked in (
        {"cursor": cursor, "count": 5, "filter": "displayName pr"},
        {"cursor": cursor[:-2] + "AA", "count": 5},
        {"cursor": "made-up", "count": 5},
        {"cursor": "§", "count": 5},
    ):
        assert error_of(scim.get("/Users", params=asked)) == (400, "invalidCursor")
    assert error_of(scim.get("/Users", params={"cursor": cursor, "count": 6})) == (400, "invalidCount")
    assert scim.get("/Users", params={"cursor": cursor, "count": 5}, token=scim.other_token).json()["Resources"] == []


def test_a_tag_decides_whether_a_change_is_made(scim: Scim) -> None:
    one = scim.create("tagged")
    path, tag = f"/Users/{one['id']}", one["meta"]["version"]
    leave = {"op": "replace", "path": "active", "value": False}

    assert scim.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert error_of(scim.patch(path, leave, headers={"If-Match": 'W/"9"'})) == (412, None)
    changed = scim.patch(path, leave, headers={"If-Match": tag})
    assert (changed.status_code, changed.headers["ETag"]) == (200, 'W/"2"')
    assert changed.json()["meta"]["lastModified"] > one["meta"]["lastModified"]
    assert scim.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert error_of(scim.ask("PUT", path, user("tagged"), headers={"If-Match": tag})) == (412, None)
    assert error_of(scim.ask("DELETE", path, headers={"If-Match": tag})) == (412, None)
    same = scim.patch(path, leave)
    assert same.headers["ETag"] == changed.headers["ETag"]
    assert scim.ask("DELETE", path, headers={"If-Match": 'W/"2"'}).status_code == 204
    assert error_of(scim.get(path)) == (404, None)
    assert error_of(scim.ask("DELETE", path)) == (404, None)


SKILLS = f"{MEMBER}:skills"
MOBILE = 'phoneNumbers[type eq "mobile"]'


@pytest.mark.parametrize(
    "operation, skills, phone",
    [
        ({"op": "add", "path": SKILLS, "value": ["医疗护理"]}, ["理发", "医疗护理"], "13800138000"),
        ({"op": "add", "path": SKILLS, "value": ["理发"]}, ["理发"], "13800138000"),
        ({"op": "Add", "value": {MEMBER: {"skills": ["医疗护理"]}}}, ["理发", "医疗护理"], "13800138000"),
        ({"op": "replace", "path": SKILLS, "value": ["医疗护理"]}, ["医疗护理"], "13800138000"),
        ({"op": "remove", "path": SKILLS}, None, "13800138000"),
        ({"op": "remove", "path": f'{SKILLS}[value eq "理发"]'}, None, "13800138000"),
        ({"op": "remove", "path": MOBILE}, ["理发"], None),
        (
            {"op": "replace", "path": f"{MOBILE}.value", "value": "19900001234"},
            ["理发"],
            "19900001234",
        ),
    ],
    ids=str,
)
def test_a_change_reaches_one_of_several_values(
    scim: Scim, operation: Any, skills: list[str] | None, phone: str | None
) -> None:
    phones = [{"value": "13800138000", "type": "mobile"}]
    one = scim.create("changing", phoneNumbers=phones, member={"skills": ["理发"], "department": "内科"})
    answer = scim.patch(f"/Users/{one['id']}", operation)
    read = scim.found(f"/Users/{one['id']}")
    scim.ask("DELETE", f"/Users/{one['id']}")

    assert answer.status_code == 200, answer.text
    assert answer.json() == read
    assert read[MEMBER].get("skills") == skills
    assert [number["value"] for number in read.get("phoneNumbers", [])] == ([phone] if phone else [])


@pytest.mark.parametrize(
    "operation, scim_type",
    [
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "remove", "path": "active"}, "mutability"),
        ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "replace", "path": "userName[", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": f"{MEMBER}:residence", "value": "NIRGENDS"}, "invalidValue"),
        ({"op": "replace", "path": "userName", "value": ["a", "b"]}, "invalidValue"),
        ({"op": "turn", "path": "userName", "value": "x"}, None),
    ],
    ids=str,
)
def test_a_change_that_cant_be_is_refused_and_changes_nothing(
    scim: Scim, people: Any, operation: Any, scim_type: str | None
) -> None:
    path = f"/Users/{people['li']['id']}"
    status, told = error_of(scim.patch(path, {"op": "replace", "path": "displayName", "value": "改"}, operation))

    assert (status, told) == (400, scim_type or told)
    assert scim.found(path)["displayName"] == "成员li"


def test_the_same_person_comes_back_by_the_identity_number_which_is_never_told(scim: Scim) -> None:
    identity = {"identityNumber": "11010519491231002X"}
    first = scim.create("returns-1", member=identity)
    again = scim.ask("POST", "/Users", user("returns-2", member=identity))
    scim.ask("DELETE", f"/Users/{first['id']}")
    second = scim.create("returns-2", member=identity)
    wrong = scim.ask("POST", "/Users", user("returns-3", member={"identityNumber": "110105194912310021"}))

    assert error_of(again) == (409, "uniqueness")
    assert second["id"] == first["id"]
    assert error_of(wrong) == (400, "invalidValue")
    for text in (str(first), str(second), again.text, wrong.text, scim.get(f"/Users/{first['id']}").text):
        assert "1101051949" not in text


def post(name: str, bulk_id: str, path: str = "/Users", **data: Any) -> dict[str, Any]:
    made = user(name) if path == "/Users" else {"schemas": [GROUP], "displayName": name, **data}
    return {"method": "POST", "path": path, "bulkId": bulk_id, "data": made}


GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def outcomes(answer: requests.Response) -> list[tuple[str | None, str]]:
    assert answer.status_code == 200, answer.text
    return [(one.get("bulkId"), one["status"]) for one in answer.json()["Operations"]]


def test_a_bulk_refers_to_what_it_creates(scim: Scim) -> None:
    members = [{"value": "bulkId:b"}, {"value": "bulkId:a"}]
    team = post("甲队", "t", "/Groups", members=members)
    answer = scim.bulk(team, post("bulk-a", "a"), post("bulk-b", "b"))
    again = scim.bulk(team, post("bulk-a", "a"), post("bulk-b", "b"))
    places = [one["location"] for one in answer.json()["Operations"]]
    group = requests.get(places[0], headers={"Authorization": f"Bearer {scim.token}"}, timeout=10).json()

    assert outcomes(answer) == [("t", "201"), ("a", "201"), ("b", "201")]
    assert [one["value"] for one in group["members"]] == [place.rpartition("/")[2] for place in (places[2], places[1])]
    assert [one["$ref"] for one in group["members"]] == [places[2], places[1]]
    assert [one["location"] for one in again.json()["Operations"]] == places


def test_a_bulk_whose_members_have_left_meanwhile_creates_them_again(scim: Scim) -> None:
    first = scim.bulk(post("again", "a")).json()["Operations"][0]["location"]
    scim.ask("DELETE", f"/Users/{first.rpartition('/')[2]}")
    answer = scim.bulk(post("again", "a"))

    assert outcomes(answer) == [("a", "201")]
    assert scim.get(f"/Users/{answer.json()['Operations'][0]['location'].rpartition('/')[2]}").status_code == 200


def test_a_bulk_whose_members_were_erased_meanwhile_creates_new_ones(scim: Scim) -> None:
    first = scim.bulk(post("erased", "a")).json()["Operations"][0]["location"].rpartition("/")[2]
    scim.ask("DELETE", f"/Users/{first}")
    scim.department.post(f"/v1/members/{first}/erasure", {"reason": "本人申请"})
    answer = scim.bulk(post("erased", "a"))
    second = answer.json()["Operations"][0]["location"].rpartition("/")[2]

    assert outcomes(answer) == [("a", "201")]
    assert second != first
    assert scim.get(f"/Users/{second}").status_code == 200


def test_with_a_key_nothing_is_told_or_done_about_who_was_erased_meanwhile(scim: Scim) -> None:
    keyed = {"headers": {"Idempotency-Key": "k-erased"}}
    one = scim.ask("POST", "/Users", user("erased-2"), **keyed).json()
    scim.ask("DELETE", f"/Users/{one['id']}")
    scim.department.post(f"/v1/members/{one['id']}/erasure", {"reason": "本人申请"})
    again = scim.ask("POST", "/Users", user("erased-2"), **keyed)

    assert again.status_code == 410
    assert "idempotency.answer_erased" in again.json()["detail"]


def test_with_a_key_a_bulk_is_carried_out_once(scim: Scim) -> None:
    one = scim.create("keyed")
    operations = [post("keyed-2", "a"), {"method": "DELETE", "path": f"/Users/{one['id']}"}]
    first, second = (scim.bulk(*operations, headers={"Idempotency-Key": "k1"}) for _ in range(2))

    assert first.json() == second.json()
    assert outcomes(first) == [("a", "201"), (None, "204")]


def test_references_in_a_circle_or_to_nothing_are_refused(scim: Scim) -> None:
    circle = [
        post("乙队", "x", "/Groups", members=[{"value": "bulkId:y"}]),
        post("丙队", "y", "/Groups", members=[{"value": "bulkId:x"}]),
    ]
    answer = scim.bulk(*circle, post("丁队", "z", "/Groups", members=[{"value": "bulkId:none"}]))
    told = [one["response"]["detail"] for one in answer.json()["Operations"]]

    assert {status for _, status in outcomes(answer)} <= {"400", "409"}
    assert "circular" in str(told)


def test_a_bulk_ends_after_as_many_errors_as_it_takes(scim: Scim) -> None:
    gone = {"method": "DELETE", "path": f"/Users/{NOBODY}"}
    answer = scim.bulk(gone, gone, post("late", "a"), failOnErrors=2)
    whole = scim.bulk(gone, gone, post("late", "a"))

    assert outcomes(answer) == [(None, "404"), (None, "404")]
    assert outcomes(whole) == [(None, "404"), (None, "404"), ("a", "201")]


def test_an_operation_heeds_its_version_and_its_path(scim: Scim) -> None:
    one = scim.create("versioned")
    put = {"method": "PUT", "path": f"/Users/{one['id']}", "data": user("versioned", active=False)}
    answer = scim.bulk(
        put | {"version": 'W/"7"'},
        put | {"version": 'W/"1"'},
        {"method": "POST", "path": "/Nothing", "bulkId": "n", "data": {}},
        {"method": "GET", "path": f"/Users/{one['id']}"},
        {"method": "POST", "path": "/Users", "bulkId": "m", "data": {"schemas": [GROUP]}},
    )
    statuses = [status for _, status in outcomes(answer)]

    assert statuses[:3] == ["412", "200", "404"]
    assert set(statuses[3:]) <= {"400", "405"}


def test_another_unit_sees_and_changes_nothing(scim: Scim, people: Any) -> None:
    path = f"/Users/{people['zhao']['id']}"
    other = {"token": scim.other_token}
    group = scim.ask("POST", "/Groups", post("本队", "", "/Groups", members=[{"value": people["zhao"]["id"]}])["data"])
    theirs = f"/Groups/{group.json()['id']}"

    for method, target, body in (
        ("GET", path, None),
        ("PUT", path, user("zhao")),
        ("PATCH", path, {"Operations": [{"op": "replace", "path": "active", "value": False}]}),
        ("DELETE", path, None),
        ("GET", theirs, None),
        ("DELETE", theirs, None),
    ):
        assert error_of(scim.ask(method, target, body, **other)) == (404, None)
    assert scim.get("/Users", **other).json()["totalResults"] == 0
    assert scim.get("/Groups", **other).json()["totalResults"] == 0
    stolen = post("他队", "", "/Groups", members=[{"value": people["zhao"]["id"]}])["data"]
    assert error_of(scim.ask("POST", "/Groups", stolen, **other))[0] == 409


def test_a_group_is_a_team_as_long_as_somebody_is_in_it(scim: Scim, people: Any) -> None:
    ids = [people[name]["id"] for name in ("zhao", "qian", "li")]
    members = [{"value": one} for one in ids[:2]]
    group = scim.ask("POST", "/Groups", post("长队", "", "/Groups", members=members, externalId="g1")["data"]).json()
    path = f"/Groups/{group['id']}"
    added = scim.patch(path, {"op": "add", "path": "members", "value": [{"value": ids[2]}]}).json()
    removed = scim.patch(path, {"op": "remove", "path": f'members[value eq "{ids[0]}"]'}).json()

    assert (group["externalId"], [one["value"] for one in group["members"]]) == ("g1", ids[:2])
    assert [one["value"] for one in added["members"]] == ids
    assert [one["value"] for one in removed["members"]] == ids[1:]
    assert not scim.patch(path, {"op": "remove", "path": "members"}).json().get("members")
    assert scim.patch(path, {"op": "add", "path": "members", "value": [{"value": ids[2]}]}).status_code == 200
    planned = scim.ask("POST", "/Groups", {"schemas": [GROUP], "displayName": "空队"})
    assert planned.status_code == 201
    planned_path = f"/Groups/{planned.json()['id']}"
    filled = scim.patch(planned_path, {"op": "Add", "path": "members", "value": [{"value": ids[0]}]}).json()
    assert [one["value"] for one in filled["members"]] == ids[:1]
    assert scim.ask("DELETE", planned_path).status_code == 204
    assert error_of(scim.ask("POST", "/Groups", {"schemas": [GROUP], "displayName": "长队", "members": members})) == (
        409,
        "uniqueness",
    )
    on_leave = post("假队", "", "/Groups", members=[{"value": people["sun"]["id"]}])["data"]
    assert error_of(scim.ask("POST", "/Groups", on_leave))[0] == 409
    assert names_of_groups(scim, f'members.value eq "{ids[2]}"') == {"长队"}
    assert scim.ask("DELETE", path).status_code == 204
    assert error_of(scim.get(path)) == (404, None)


def names_of_groups(scim: Scim, asked: str) -> set[str]:
    return {one["displayName"] for one in scim.found("/Groups", filter=asked)["Resources"]}


def test_the_example_in_the_documentation_runs(scim: Scim) -> None:
    named = {"CLIENT_ID": scim.credentials["client_id"], "SECRET": scim.credentials["client_secret"]}
    environment = {**os.environ, **named, "URL": scim.url}
    command = ["bash", str(EXAMPLE)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    found = scim.found("/Users", filter='userName sw "A-102"')

    assert names(found) == {"A-1024", "A-1025"}
    assert names_of_groups(scim, 'displayName eq "义诊队"') == {"义诊队"}
    assert '"status":"201"' in done.stdout


def test_both_kinds_are_found_from_the_root(scim: Scim, people: Any) -> None:
    body = {"schemas": [SEARCH], "filter": 'displayName eq "甲队" or userName eq "zhao"'}
    page = scim.ask("POST", "/.search", body).json()

    assert {one["meta"]["resourceType"] for one in page["Resources"]} <= {"User", "Group"}
    assert "zhao" in {one.get("userName") for one in page["Resources"]}
