"""Made-up members: identity numbers of the reserved region 999101 with correct check digits (GB 11643)."""

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
CHECK_DIGITS = "10X98765432"
FIRST_BIRTHDAY = date(1962, 1, 1)
BIRTHDAYS = 14_000
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN_NAMES = ("华英", "雨明", "建国", "秀兰", "志强", "桂芳", "海燕", "永福", "晓梅", "德胜")
DEPARTMENTS = ("办公室", "业务一科", "业务二科", "人事科", "财务科", "法规科", "信息中心", "后勤服务中心")
SKILLS = ("医疗护理", "家电维修", "理发", "财务报税", "计算机", "心理疏导", "书法绘画", "文艺演出", "摄影", "课业辅导")
INTERESTS = ("助残", "助老", "助学", "治安巡逻", "矛盾调解", "文体活动", "环境整治")
COMMUNITIES = ("SFJ", "BL", "YB", "GHT")
HEADINGS = (
    *("人员编号", "姓名", "性别", "出生年月", "身份证号", "手机号"),
    *("部门", "专业特长", "兴趣方向", "居住社区代码", "在职状态"),
)


def identity_number(number: int) -> str:
    """The identity number of the n-th made-up person, each different."""
    digits = f"999101{_born_on(number):%Y%m%d}{number // BIRTHDAYS:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + CHECK_DIGITS[total % 11]


def _born_on(number: int) -> date:
    return FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)


def _name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN_NAMES[number // len(SURNAMES) % len(GIVEN_NAMES)]


def entries(count: int) -> list[dict[str, Any]]:
    """Entries of a roster, as the API takes them."""
    return [
        {
            "external_id": f"BENCH{number:06d}",
            "name": _name(number),
            "identity_number": identity_number(number),
        }
        for number in range(count)
    ]


def roster_file(numbers: Iterable[int], *, moved_every: int | None = None) -> bytes:
    """
    A roster as a personnel system writes it, of these made-up people.

    moved_every: of so many people one works in another department by now.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for place, number in enumerate(numbers):
        has_moved = moved_every is not None and place % moved_every == 0
        writer.writerow(_row(number, DEPARTMENTS[(number + has_moved) % len(DEPARTMENTS)]))
    return text.getvalue().encode()


def _row(number: int, department: str) -> tuple[str, ...]:
    skills = (SKILLS[(number + step) % len(SKILLS)] for step in range(number % 4))
    interests = (INTERESTS[(number + step) % len(INTERESTS)] for step in range(number % 3))
    return (
        f"BENCH{number:07d}",
        _name(number),
        "男女"[number % 2],
        f"{_born_on(number):%Y-%m}",
        identity_number(number),
        f"199{number:08d}",
        department,
        ";".join(skills),
        ";".join(interests),
        COMMUNITIES[number % len(COMMUNITIES)],
        "在职",
    )
