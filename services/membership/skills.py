"""What members can do and care about, as a list of canonical words; a tenant adds its own."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.messages.membership import TagKind
from shared.words import folded, is_mentioned


class Listed(NamedTuple):
    """An entry of the list: `name` is the canonical word; code and synonyms stand for it."""

    code: str
    name: str
    english: str
    synonyms: tuple[str, ...] = ()


SKILLS = (
    Listed("medical_care", "医疗护理", "Medical care and nursing", ("医疗", "护理", "医护", "义诊", "健康咨询")),
    Listed("first_aid", "急救", "First aid", ("应急救护", "急救技能", "心肺复苏")),
    Listed("appliance_repair", "家电维修", "Appliance repair", ("电器维修", "修家电", "家用电器维修")),
    Listed("plumbing_electrics", "水电维修", "Plumbing and electrics", ("水电安装", "管道维修", "电工")),
    Listed("housing_repair", "房屋修缮", "Housing repair", ("房屋维修", "木工", "瓦工")),
    Listed("haircutting", "理发", "Haircutting", ("剪发", "美发", "义务理发")),
    Listed("sewing", "缝补裁剪", "Sewing and mending", ("缝纫", "裁缝", "织补")),
    Listed("cooking", "烹饪", "Cooking", ("厨艺", "烘焙", "面点")),
    Listed("finance_tax", "财务报税", "Accounting and tax returns", ("财务", "会计", "报税", "财税")),
    Listed("legal_advice", "法律咨询", "Legal advice", ("法律", "法律援助", "普法", "律师")),
    Listed("computing", "计算机", "Computing", ("电脑", "电脑维修", "信息技术", "编程")),
    Listed("smartphone_help", "智能手机教学", "Help with smartphones", ("手机教学", "智能手机培训")),
    Listed("counselling", "心理疏导", "Psychological counselling", ("心理咨询", "心理辅导")),
    Listed("tutoring", "课业辅导", "Tutoring", ("学业辅导", "作业辅导", "家教", "功课辅导")),
    Listed("foreign_languages", "外语", "Foreign languages", ("英语", "日语", "俄语", "外语翻译")),
    Listed("translation_sign", "手语", "Sign language", ("手语翻译",)),
    Listed("photography", "摄影", "Photography", ("拍照", "摄像", "摄影摄像")),
    Listed("video_editing", "视频制作", "Video editing", ("短视频", "视频剪辑", "剪辑")),
    Listed("calligraphy_painting", "书法绘画", "Calligraphy and painting", ("书法", "绘画", "美术", "国画")),
    Listed("performing", "文艺演出", "Performing arts", ("文艺", "表演", "文艺表演")),
    Listed("music", "音乐", "Music", ("声乐", "乐器", "合唱", "唱歌")),
    Listed("dance", "舞蹈", "Dance", ("广场舞", "跳舞")),
    Listed("sports_coaching", "体育健身", "Sports coaching", ("健身", "太极拳", "体育指导")),
    Listed("handicraft", "手工制作", "Handicraft", ("手工", "剪纸", "编织")),
    Listed("gardening", "园艺绿化", "Gardening", ("园艺", "绿化", "花卉养护")),
    Listed("writing", "写作", "Writing", ("文字写作", "公文写作", "新闻写作", "文案")),
    Listed("design", "平面设计", "Graphic design", ("设计", "海报设计")),
    Listed("hosting", "主持", "Hosting events", ("活动主持", "司仪")),
    Listed("lecturing", "宣讲", "Lecturing", ("理论宣讲", "政策宣讲", "讲课")),
    Listed("driving", "驾驶", "Driving", ("开车", "司机")),
    Listed("fire_safety", "消防安全", "Fire safety", ("消防", "安全检查")),
    Listed("engineering", "工程技术", "Engineering", ("工程", "建筑工程", "测绘")),
    Listed("agriculture", "农业技术", "Farming", ("农技", "种植", "养殖")),
    Listed("elder_care", "养老照护", "Care of the old", ("老年照护", "陪护")),
    Listed("childcare", "育儿", "Childcare", ("幼教", "托育", "儿童照看")),
)
INTERESTS = (
    Listed("disabled", "助残", "Helping disabled people", ("扶残助残", "残疾人服务")),
    Listed("elderly", "助老", "Helping the old", ("敬老", "为老服务", "敬老助老", "关爱老人")),
    Listed("children", "关爱儿童", "Caring for children", ("关爱未成年人", "护苗", "儿童关爱")),
    Listed("study", "助学", "Helping with school", ("支教", "捐资助学")),
    Listed("hardship", "帮困", "Helping those in hardship", ("扶贫济困", "助困", "帮扶困难群众")),
    Listed("environment", "环境整治", "Cleaning up", ("环保", "环境卫生", "清洁家园", "垃圾分类")),
    Listed("patrol", "治安巡逻", "Patrols", ("巡逻", "平安巡防", "治安巡防")),
    Listed("mediation", "矛盾调解", "Mediation", ("调解", "纠纷调解")),
    Listed("culture_sports", "文体活动", "Culture and sports", ("文体", "文化活动", "体育活动")),
    Listed("teaching_policy", "政策宣传", "Explaining policy", ("宣传", "理论宣传")),
    Listed("traffic", "文明交通", "Road safety", ("交通劝导", "交通疏导")),
    Listed("emergency", "应急救援", "Emergency relief", ("应急", "防汛", "抗灾救灾")),
    Listed("veterans", "拥军优属", "Supporting veterans", ("优抚", "关爱退役军人")),
    Listed("health", "健康促进", "Promoting health", ("健康宣传", "无偿献血")),
    Listed("governance", "社区治理", "Running the community", ("基层治理", "楼道自治", "议事协商")),
)
BUILT_IN: Mapping[TagKind, tuple[Listed, ...]] = {"skill": SKILLS, "interest": INTERESTS}


def words_of(entry: Listed) -> list[str]:
    """All that stands for an entry, folded, each once."""
    return list(dict.fromkeys(map(folded, (entry.name, entry.code, *entry.synonyms))))


def known_words(kind: TagKind, own: Iterable[Listed] = ()) -> dict[str, str]:
    """Each word, folded, to the canonical name that it stands for."""
    return {word: entry.name for entry in (*BUILT_IN[kind], *own) for word in words_of(entry)}


def canonical(words: Iterable[str], known: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """
    Words by their canonical names, each once, in their order; one that isn't listed stays as it is.

    known: as `known_words` gives it.

    Returns:
        The names, and those among them that aren't listed.
    """
    found = {word: known.get(folded(word)) for word in words}
    names = list(dict.fromkeys(name or word for word, name in found.items()))
    return names, [word for word, name in found.items() if name is None]


class Helpful(NamedTuple):
    """What helps with a category of needs; `skills` and `interests` by their canonical names."""

    skills: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()

    def words(self, kind: TagKind) -> tuple[str, ...]:
        return self.skills if kind == "skill" else self.interests


# By the codes of `GET /v1/need-categories`; of those left out nothing special helps.
HELPFUL: Mapping[str, Helpful] = {
    "environment": Helpful(("园艺绿化",), ("环境整治",)),
    "public_facilities": Helpful(("工程技术", "房屋修缮", "水电维修"), ("社区治理",)),
    "safety": Helpful(("消防安全", "急救"), ("治安巡逻", "应急救援")),
    "elderly": Helpful(("养老照护", "医疗护理", "理发", "智能手机教学"), ("助老",)),
    "children": Helpful(("课业辅导", "育儿", "心理疏导"), ("关爱儿童", "助学")),
    "health": Helpful(("医疗护理", "急救", "心理疏导"), ("健康促进",)),
    "disability": Helpful(("手语", "医疗护理"), ("助残",)),
    "hardship": Helpful((), ("帮困",)),
    "law": Helpful(("法律咨询",), ("矛盾调解",)),
    "disputes": Helpful(("法律咨询", "心理疏导"), ("矛盾调解",)),
    "traffic": Helpful((), ("文明交通",)),
    "property": Helpful(("法律咨询",), ("社区治理",)),
    "utilities": Helpful(("水电维修", "家电维修"), ()),
    "culture": Helpful(("文艺演出", "音乐", "舞蹈", "书法绘画", "体育健身", "主持", "摄影"), ("文体活动",)),
    "learning": Helpful(("课业辅导", "宣讲", "外语"), ("助学",)),
    "employment": Helpful(("写作", "计算机"), ()),
    "digital": Helpful(("智能手机教学", "计算机"), ()),
    "policy": Helpful(("宣讲", "财务报税"), ("政策宣传",)),
}


def categories_helped(kind: TagKind, names: Iterable[str]) -> list[str]:
    """The codes of categories with which somebody helps who can do, or cares about, one of these."""
    had = set(names)
    return [code for code, helpful in HELPFUL.items() if had.intersection(helpful.words(kind))]


def mentioned(text: str, known: Mapping[str, str]) -> list[str]:
    """The canonical names of listed words that stand in a text, each once. known: as `known_words` gives it."""
    found = folded(text)
    return list(dict.fromkeys(name for word, name in known.items() if is_mentioned((word,), found)))
