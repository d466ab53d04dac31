import pytest

from gateway.rosters import MEDIA_TYPES
from gateway.rosters.row import Row
from shared.errors import UnsupportedMediaType
from tests.gateway.rosters.files import opened, short


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/json", "application/vnd.ms-excel", "text/csv;x"]
)
def test_another_content_type_is_refused(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType) as refusal:
        opened(b"", content_type)

    assert refusal.value.code == "body.unsupported_type"
    assert refusal.value.detail == f"Takes {MEDIA_TYPES[0]}, {MEDIA_TYPES[1]} or .xlsx."


def test_the_first_line_is_read_and_given_all_the_same() -> None:
    file = opened(short("1,罗军,9").encode(), "Text/CSV")

    assert list(file.rows) == [Row(2, ["1", "罗军", "", "", "9", "", "", "", "", "", ""])]
