"""Communities, projects, social organisations and calls to test with."""

from base64 import b64encode
from datetime import date, timedelta
from typing import Any

from services.outsourcing.model.profiles import NEEDED_DOCUMENTS
from shared.ids import new_id
from shared.messages.envelope import Actor
from shared.messages.membership import CommunityOpened, SocialOrganisationOpened
from shared.messages.outsourcing import BudgetLine, RegisterProject
from shared.messages.outsourcing.calls import CallFunding, CallTerms, DraftCall, PublishCall
from shared.messages.outsourcing.profiles import AttachDocument, BankAccount, EditOrganisationProfile
from shared.messages.outsourcing.qualifications import GrantQualification, RequestQualification
from shared.messages.outsourcing.terms import Criterion
from tests.harness import START, TENANT, Harness
from tests.services.outsourcing.money import open_budget

BUDGET = [
    BudgetLine(name="人员补贴", source="fiscal", amount_minor=6_000_000),
    BudgetLine(name="活动物料", source="welfare_lottery", amount_minor=4_000_050),
]
ACCOUNT = BankAccount(bank="中国银行长春分行", account_name="睦邻社会工作服务中心", account_number="1562 0371 8842")


def open_community(harness: Harness, tenant_id: str = TENANT) -> Actor:
    """A community that outsourcing has heard of."""
    opened = CommunityOpened(
        community_id=new_id(),
        code="SFJ",
        name="三辅街社区",
        subdistrict="凯旋街道",
        district="宽城区",
        city="长春市",
    )
    harness.tell(opened, tenant_id=tenant_id)
    return Actor(role="community", client_id="community", tenant_id=tenant_id, organisation_id=opened.community_id)


def project_for(community: Actor, **fields: Any) -> RegisterProject:
    """A project of half a year with a budget of 100,000.50 yuan."""
    defaults: dict[str, Any] = {
        "community_id": str(community.organisation_id),
        "title": "银龄课堂",
        "purpose": "老年人智能手机培训",
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 6, 30),
        "budget": BUDGET,
    }
    return RegisterProject(**(defaults | fields))


def open_organisation(harness: Harness, tenant_id: str = TENANT, name: str = "睦邻社会工作服务中心") -> Actor:
    """A social organisation that outsourcing has heard of."""
    opened = SocialOrganisationOpened(social_organisation_id=new_id(), name=name, code="52220100MJ7777777X")
    harness.tell(opened, tenant_id=tenant_id)
    organisation_id = opened.social_organisation_id
    return Actor(role="organisation", client_id=name, tenant_id=tenant_id, organisation_id=organisation_id)


def profile_of(organisation: Actor, **fields: Any) -> EditOrganisationProfile:
    """All that an organisation says of itself."""
    defaults: dict[str, Any] = {
        "organisation_id": str(organisation.organisation_id),
        "kind": "social_service_institution",
        "authority": "长春市民政局",
        "registered_on": date(2019, 5, 20),
        "fields": ["elderly", "community"],
        "introduction": "为老服务与社区营造。",
        "bank_account": ACCOUNT,
    }
    return EditOrganisationProfile(**(defaults | fields))


def document_of(organisation: Actor, purpose: Any = "charter", content: bytes = b"%PDF-1.7 %%EOF") -> AttachDocument:
    return AttachDocument(
        organisation_id=str(organisation.organisation_id),
        purpose=purpose,
        name="章程.pdf",
        media_type="application/pdf",
        content=b64encode(content).decode(),
    )


def complete(harness: Harness, organisation: Actor) -> None:
    """Have an organisation's profile lack nothing."""
    harness.send(profile_of(organisation), organisation)
    for purpose in NEEDED_DOCUMENTS:
        harness.send(document_of(organisation, purpose), organisation)


def qualify(harness: Harness, organisation: Actor, department: Actor, valid_until: date = date(2027, 12, 31)) -> Any:
    """Have an organisation be qualified, with all that it takes."""
    complete(harness, organisation)
    organisation_id = str(organisation.organisation_id)
    harness.send(RequestQualification(organisation_id=organisation_id), organisation)
    return harness.send(GrantQualification(organisation_id=organisation_id, valid_until=valid_until), department)


ENQUIRIES_UNTIL = START + timedelta(days=10)
PROPOSALS_UNTIL = START + timedelta(days=20)


def funding(harness: Harness, amount_minor: int, *, funded: int = 100_000_000) -> CallFunding:
    """Money of a new budget that has a million yuan."""
    return CallFunding(budget_id=open_budget(harness, funded=funded), amount_minor=amount_minor)


def terms(harness: Harness, **fields: Any) -> dict[str, Any]:
    """What stands in a call of 300,000 yuan, which takes enquiries for ten days and proposals for twenty."""
    defaults: dict[str, Any] = {
        "title": "为老服务项目征集",
        "about": "面向独居老人的助餐、陪诊与智能手机培训。",
        "fields": ["elderly"],
        "fundings": [funding(harness, 30_000_000)] if "fundings" not in fields else [],
        "enquiries_until": ENQUIRIES_UNTIL,
        "proposals_until": PROPOSALS_UNTIL,
        "criteria": [
            Criterion(id="plan", name="方案", weight=60),
            Criterion(id="team", name="团队", weight=40),
        ],
    }
    return defaults | fields


def terms_of(call: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What was written in a call, to be written anew."""
    return {name: call[name] for name in CallTerms.__dataclass_fields__} | changes


def drafted(harness: Harness, department: Actor, **fields: Any) -> Any:
    return harness.send(DraftCall(**terms(harness, **fields)), department)


def published(harness: Harness, department: Actor, **fields: Any) -> Any:
    """A call that takes proposals."""
    call = drafted(harness, department, **fields)
    return harness.send(PublishCall(call_id=call["id"]), department)
