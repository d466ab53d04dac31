"""The smallest parts of a release: amounts, instants, references, words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from services.outsourcing.model.projects import CURRENCY
from shared.clock import SHANGHAI, end_of_day, instant_on
from shared.messages.outsourcing.terms import Field, SocialKind

LANGUAGE = "zh"
# https://org-id.guide/list/CN-USCI: the unified social credit identifier (统一社会信用代码).
USCI = "CN-USCI"
FIELDS: dict[Field, str] = {
    "poverty_relief": "扶贫济困",
    "education": "教育助学",
    "health": "医疗健康",
    "environment": "环境保护",
    "community": "社区服务",
    "culture_sports": "文化体育",
    "legal_aid": "法律援助",
    "elderly": "为老服务",
    "children": "儿童关爱",
    "disability": "扶残助残",
    "other": "其他",
}
KINDS: dict[SocialKind, str] = {
    "social_group": "社会团体",
    "social_service_institution": "社会服务机构",
    "foundation": "基金会",
}

# What an amendment may change of a call.
TERMS: dict[str, str] = {
    "title": "名称",
    "about": "征集内容",
    "fields": "服务领域",
    "fundings": "资金来源和总额",
    "amount_cap_minor": "单个项目金额上限",
    "projects_sought": "立项数量",
    "duration_max_months": "最长实施期限",
    "enquiries_until": "咨询截止时间",
    "proposals_until": "申报截止时间",
    "review_until": "评审截止时间",
    "notice_days": "公示天数",
    "signing_days": "签约期限",
    "reviewers_min": "最少评审人数",
    "passing_score": "及格分",
    "outlier_points": "评分偏离界限",
    "criteria": "评审标准",
    "budget_lines": "预算科目",
    "milestones": "里程碑要求",
    "eligibility": "申报资格",
    "project_ids": "计划项目",
    "community_ids": "实施社区",
}


def value_of(amount_minor: int) -> dict[str, Any]:
    """
    An amount in yuan, less than nothing where money comes back. Of what has up to fifteen digits the nearest float is
    written as exactly that number; amounts have fewer.
    """
    whole, rest = divmod(amount_minor, 100)
    return {"amount": amount_minor / 100 if rest else whole, "currency": CURRENCY}


def instant(at: datetime) -> str:
    """With Shanghai's offset, so that the day which it names is the day on which it was here."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def first_of(day: date) -> str:
    """The first second of a day in Shanghai."""
    return instant(instant_on(day))


def last_of(day: date) -> str:
    """The last second of a day in Shanghai: a day until which something lasts belongs to it."""
    return instant(end_of_day(day) - timedelta(seconds=1))


def stamp_of(at: datetime) -> str:
    """A release's date, always of one width: whoever merges releases sorts them by it as text."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def yuan(amount_minor: int) -> str:
    """In words: 1234.50 元."""
    return f"{amount_minor // 100}.{amount_minor % 100:02} 元"


def listed(words: Sequence[str]) -> str:
    return "、".join(words)


def sentence(parts: Sequence[str]) -> str:
    """What is to be told in a row; what is empty is left out."""
    return "；".join(part for part in parts if part)


def known(**members: Any) -> dict[str, Any]:
    """What there is of these members: none that is null, or empty."""
    return {name: value for name, value in members.items() if value is not None and value not in ([], {}, "")}


Role = Literal["buyer", "procuringEntity", "funder", "tenderer", "supplier", "payer", "payee"]
