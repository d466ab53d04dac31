"""Identity numbers of residents (GB 11643) where they don't belong: in what is kept or told in the clear."""

import re
import unicodedata

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

SHORTEST = 15
GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff-]"  # what people and programs set between groups of digits
# Of overlapping finds each counts: a telephone number may stand before.
EIGHTEEN = re.compile(rf"(?<![0-9])(?=([0-9](?:{GAP}{{0,2}}[0-9]){{16}}{GAP}{{0,2}}[0-9X])(?![0-9]))", re.IGNORECASE)
# Until 1999 numbers had two digits of the year, and no check digit.
FIFTEEN = re.compile(r"(?<![0-9])[0-9]{15}(?![0-9])")
BORN = re.compile(r"(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")


def holds_identity_number(text: str) -> bool:
    """
    Whether a text holds what is an identity number by all that can be known: a day of birth with the right check digit,
    or with the code of a county that there is or was. Numbers of orders and accounts are long, too.
    """
    if len(text) < SHORTEST:
        return False
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return any(map(_is_checked, EIGHTEEN.findall(plain))) or any(map(_is_old, FIFTEEN.findall(plain)))


def _is_checked(found: str) -> bool:
    number = re.sub(GAP, "", found).upper()
    return bool(BORN.fullmatch(number[6:14])) and ric.calc_check_digit(number) == number[-1]


def _is_old(found: str) -> bool:
    number = f"{found[:6]}19{found[6:]}0"
    try:
        ric.validate(number[:-1] + ric.calc_check_digit(number))
    except (ValidationError, KeyError):  # a KeyError where the province is known and the county isn't
        return False
    return True
