"""The story of one social organisation, on both run modes: its profile and papers, qualified, banned, free again."""

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from deploy.demo.api import Api, Problem, eventually, once_known
from deploy.demo.town import settle
from shared.clock import day_of
from shared.ids import new_id
from tests.office import docx
from tests.pictures import PDF, picture
from tests.systems import running_system

VIRUS = b"%PDF-1.7 EICAR %%EOF"
SCAN = (sys.executable, "-c", "import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())")
ACCOUNT = {"bank": "中国银行长春分行", "account_name": "睦邻社会工作服务中心", "account_number": "156203718842"}
SAID = {
    "kind": "social_service_institution",
    "authority": "长春市民政局",
    "registered_on": "2019-05-20",
    "fields": ["elderly", "community"],
    "introduction": "为老服务与社区营造。",
    "website": "https://mulin.example.org/",
    "bank_account": ACCOUNT,
}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def opened(api: Api, department: Api) -> tuple[Any, Api]:
    organisation = department.post(
        "/v1/social-organisations", {"name": "睦邻社会工作服务中心", "code": "52220100MJ7777777X"}
    )
    client = department.post(f"/v1/organisations/{organisation['id']}/clients", {"label": "业务系统"})
    return organisation, api.as_client(client["client_id"], client["client_secret"])


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["embedded", pytest.param("real", marks=pytest.mark.real)])
def test_an_organisation_is_qualified_banned_and_free_again_before_everybodys_eyes(mode: str) -> None:
    with running_system(mode, scan_command=SCAN) as system:
        api = Api(system.url)
        town = settle(api, system.settings.operator_secret, new_id())
        department = town.department
        organisation, own = opened(api, department)
        home = f"/v1/organisations/{organisation['id']}"
        blank = once_known(lambda: own.get(f"{home}/profile"))
        with pytest.raises(Problem, match=r"409 qualification\.profile_incomplete"):
            own.post(f"{home}/qualification")

        profile = own.put(f"{home}/profile", SAID, version=blank["version"])
        assert profile["bank_account"]["account_number"] == "********8842"
        with pytest.raises(Problem, match=r"412 precondition\.failed"):
            own.put(f"{home}/profile", SAID, version=blank["version"])
        charter = own.upload(f"{home}/documents?purpose=charter", docx(), DOCX, name="章程.docx")
        own.upload(f"{home}/documents?purpose=registration_certificate", picture("PNG"), "image/png", name="登记证书")
        spare = own.upload(f"{home}/documents?purpose=other", PDF, "application/pdf", name="其他.pdf")
        with pytest.raises(Problem, match=r"422 file\.infected"):
            own.upload(f"{home}/documents?purpose=other", VIRUS, "application/pdf", name="病毒.pdf")
        own.delete(f"/v1/files/{spare['id']}")
        assert [one["name"] for one in department.get(f"{home}/documents")["items"]] == ["章程.docx", "登记证书.png"]
        assert department.download(f"/v1/files/{charter['id']}", DOCX) == docx()
        with pytest.raises(Problem, match=r"403 file\.not_yours"):
            town.community.get(f"/v1/files/{charter['id']}")

        department.put(f"{home}/rating", {"rating": 4, "valid_until": "2100-01-01"})
        department.put(f"{home}/inspections", {"year": 2020, "result": "passed"})
        requested = own.post(f"{home}/qualification")
        until = (day_of(datetime.now(UTC)) + timedelta(days=365)).isoformat()
        (waiting,) = department.get("/v1/qualifications", state="requested")["items"]
        assert (waiting["organisation_id"], waiting["version"]) == (organisation["id"], requested["version"])
        granted = department.post(f"{home}/qualification/grant", {"valid_until": until}, version=requested["version"])
        assert (granted["state"], granted["valid_until"]) == ("qualified", until)
        with pytest.raises(Problem, match=r"409 file\.needed"):
            own.delete(f"/v1/files/{charter['id']}")
        assert department.get(f"{home}/bank-account/reveal") == ACCOUNT

        def shown(standing: str) -> Any:
            path = f"/v1/board/organisations?tenant_id={town.tenant['id']}&standing={standing}"
            return api.get(path)["items"]

        (on_board,) = eventually("the board shows it", lambda: shown("qualified"))
        assert (on_board["rating"], on_board["qualified_until"], on_board["ban"]) == (4, until, None)
        ban = department.post(f"{home}/bans", {"reason": "弄虚作假", "legal_basis": "管理办法第三十一条"})
        (banned,) = eventually("the board shows the ban", lambda: shown("banned"))
        assert banned["ban"]["reason"] == "弄虚作假"
        with pytest.raises(Problem, match=r"409 ban\.stands"):
            department.post(f"{home}/bans", {"reason": "再次", "legal_basis": "同上"})
        department.post(f"/v1/bans/{ban['id']}/lifting", {"reason": "复核后撤销"})
        eventually("the ban is gone", lambda: not shown("banned"))

        record = own.get(f"{home}/track-record", order="oldest_first")
        assert [one["kind"] for one in record["items"]] == ["qualified", "banned", "ban_lifted"]
        types = eventually("its stream has all", lambda: _types(own.feed(f"{home}/feed")))
        assert "8842" not in str(own.feed(f"{home}/feed"))

    assert [one for one in types if not one.startswith(("social_organisation.", "organisation_profile."))] == [
        "organisation.rated",
        "inspection.recorded",
        "qualification.requested",
        "organisation.qualified",
        "organisation.banned",
        "ban.ended",
    ]


def _types(feed: list[dict[str, Any]]) -> list[str] | None:
    """The types of a stream's events, once the last one is there."""
    types = [one["type"].removeprefix("linli.").removesuffix(".v1") for one in feed]
    return types if "ban.ended" in types else None
