"""Made-up members: identity numbers of the reserved region 999101 with correct check digits (GB 11643)."""

from datetime import date, timedelta
from typing import Any

WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
CHECK_DIGITS = "10X98765432"
FIRST_BIRTHDAY = date(1962, 1, 1)
BIRTHDAYS = 14_000
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN_NAMES = ("华英", "雨明", "建国", "秀兰", "志强", "桂芳", "海燕", "永福", "晓梅", "德胜")


def identity_number(number: int) -> str:
    """The identity number of the n-th made-up person, each different."""
    born_on = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
    digits = f"999101{born_on:%Y%m%d}{number // BIRTHDAYS:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + CHECK_DIGITS[total % 11]


def entries(count: int) -> list[dict[str, Any]]:
    """Entries of a roster, as the API takes them."""
    return [
        {
            "external_id": f"BENCH{number:06d}",
            "name": SURNAMES[number % len(SURNAMES)] + GIVEN_NAMES[number // len(SURNAMES) % len(GIVEN_NAMES)],
            "identity_number": identity_number(number),
        }
        for number in range(count)
    ]
