"""What kinds of needs there are: one list for all communities, so that they can be counted and compared."""

from collections.abc import Mapping

from shared.messages.engagement.needs import NeedCategory

CATEGORIES = tuple(
    NeedCategory(code=code, name=name, english_name=english_name)
    for code, name, english_name in (
        ("environment", "环境卫生", "Environment and cleanliness"),
        ("public_facilities", "公共设施", "Public facilities"),
        ("safety", "安全隐患", "Safety"),
        ("elderly", "助老服务", "Help for the elderly"),
        ("children", "儿童青少年", "Children and young people"),
        ("health", "健康医疗", "Health"),
        ("disability", "助残服务", "Help for people with disabilities"),
        ("hardship", "困难帮扶", "Help in hardship"),
        ("law", "法律服务", "Law"),
        ("disputes", "矛盾纠纷", "Disputes"),
        ("traffic", "交通停车", "Traffic and parking"),
        ("property", "物业管理", "Property management"),
        ("utilities", "水电气暖", "Water, power, gas and heating"),
        ("culture", "文体活动", "Culture and sport"),
        ("learning", "教育培训", "Learning"),
        ("employment", "就业创业", "Work and employment"),
        ("digital", "智能设备使用", "Use of digital devices"),
        ("pets", "宠物管理", "Pets"),
        ("policy", "政策咨询", "Questions on policy"),
        ("other", "其他", "Other"),
    )
)
BY_CODE: Mapping[str, NeedCategory] = {category.code: category for category in CATEGORIES}


def category_of(code: str) -> NeedCategory:
    """Named by its code, where another version of the program knows it and this one doesn't."""
    return BY_CODE.get(code) or NeedCategory(code=code, name=code, english_name=code)
