"""What members are asked to consent to, and in which words; a new version of a text asks anew."""

from collections.abc import Mapping
from typing import NamedTuple, get_args

from shared.messages.membership import ConsentPurpose


class ConsentWords(NamedTuple):
    """A text in one of its versions, which count from 1."""

    chinese: str
    english: str


# All versions of each text, oldest first: what somebody has agreed to stays here to be read.
TEXTS: Mapping[ConsentPurpose, tuple[ConsentWords, ...]] = {
    "profile_public_name": (
        ConsentWords(
            "同意在社区公示栏、服务记录和荣誉中公开显示本人姓名。",
            "My name may be shown in public: on the community's board, in service records and with honours.",
        ),
    ),
    "contact_by_phone": (
        ConsentWords(
            "同意已报到的社区为安排服务拨打本人手机。",
            "Communities that I am registered with may call my phone to arrange a service.",
        ),
    ),
    "photo": (
        ConsentWords(
            "同意在活动中拍摄并在社区宣传中使用本人照片。",
            "Pictures of me taken at activities may be used in what the community publishes.",
        ),
    ),
    "data_sharing_with_community": (
        ConsentWords(
            "同意向已报到的社区提供本人的特长、意愿和空闲时间。",
            "My skills, interests and free times may be given to communities that I am registered with.",
        ),
    ),
    "data_sharing_with_organisations": (
        ConsentWords(
            "同意向承接活动项目的社会组织提供本人姓名和报名信息。",
            "My name and what I have signed up for may be given to social organisations that run activity projects.",
        ),
    ),
}
PURPOSES: tuple[ConsentPurpose, ...] = get_args(ConsentPurpose)


def newest_version(purpose: ConsentPurpose) -> int:
    return len(TEXTS[purpose])
