import pytest

from shared.masks import hide_numbers


@pytest.mark.parametrize(
    "text, hidden",
    [
        ("999101198309274321", "999*************21"),
        ("999 101 1983 0927 432X号", "999****************2X号".replace("****************", "*****************")),
        ("９９９１０１１９８３０９２７４３２Ｘ", "９９９*************２Ｘ"),
        ("电话13900000001;13800138000", "电话139******01;138******00"),
        ("1983-09-27", "1983-09-27"),
        ("A-1024", "A-1024"),
        ("", ""),
    ],
)
def test_what_tells_who_somebody_is_is_hidden(text: str, hidden: str) -> None:
    assert hide_numbers(text) == hidden
