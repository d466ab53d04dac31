"""Identity numbers of residents (GB 11643) where they don't belong: in what is kept or told in the clear."""

import re
import unicodedata

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

SHORTEST = 15
DIGIT = re.compile(r"\d")
GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff-]"
G = GAP + "{0,2}"  # what people and programs set between digits
YEAR = f"(?:1{G}[89]|2{G}0){G}[0-9]{G}[0-9]{G}"
DAY = f"(?:0{G}[1-9]|1{G}[0-2]){G}(?:0{G}[1-9]|[12]{G}[0-9]|3{G}[01]){G}"
# Where one may begin another may, too: a telephone number stands before.
EIGHTEEN = re.compile(f"(?<![0-9])(?=((?:[0-9]{G}){{6}}{YEAR}{DAY}(?:[0-9]{G}){{3}}[0-9X])(?![0-9]))", re.IGNORECASE)
# Until 1999 numbers had two digits of the year, and no check digit.
FIFTEEN = re.compile(r"(?<![0-9])[0-9]{15}(?![0-9])")


def holds_identity_number(text: str) -> bool:
    """
    Whether a text holds what is an identity number by all that can be known: a day of birth with the right check digit,
    or with the code of a county that there is or was. Numbers of orders and accounts are long, too.
    """
    if len(text) < SHORTEST or len(DIGIT.findall(text)) < SHORTEST:
        return False
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return any(map(_is_checked, EIGHTEEN.findall(plain))) or any(map(_is_old, FIFTEEN.findall(plain)))


def _is_checked(found: str) -> bool:
    number = re.sub(GAP, "", found).upper()
    return ric.calc_check_digit(number) == number[-1]


def _is_old(found: str) -> bool:
    number = f"{found[:6]}19{found[6:]}0"
    try:
        ric.validate(number[:-1] + ric.calc_check_digit(number))
    except (ValidationError, KeyError):  # a KeyError where the province is known and the county isn't
        return False
    return True
