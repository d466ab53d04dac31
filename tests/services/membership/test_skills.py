from collections import Counter

import pytest

from services.membership.skills import BUILT_IN, Listed, canonical, folded, known_words, words_of
from shared.messages.membership import TagKind
from tests.services.membership.world import roster

KINDS: tuple[TagKind, ...] = ("skill", "interest")


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_stands_for_one_entry_of_its_kind(kind: TagKind) -> None:
    words = Counter(word for entry in BUILT_IN[kind] for word in words_of(entry))

    assert [word for word, count in words.items() if count > 1] == []


def test_every_word_of_the_rosters_is_listed_by_itself() -> None:
    for kind in KINDS:
        words = {word for entry in roster(100) for word in (entry.skills if kind == "skill" else entry.interests)}

        assert canonical(sorted(words), known_words(kind)) == (sorted(words), [])


@pytest.mark.parametrize(
    "given, names, unlisted",
    [
        ([], [], []),
        (["医疗护理"], ["医疗护理"], []),
        (["护理", "医疗"], ["医疗护理"], []),
        (["haircutting", "Ｆirst＿Ａid"], ["理发", "急救"], []),
        (["电 脑", " 摄影 "], ["计算机", "摄影"], []),
        (["推拿", "护理", "推拿"], ["推拿", "医疗护理"], ["推拿"]),
        (["推拿", "推 拿"], ["推拿", "推 拿"], ["推拿", "推 拿"]),
    ],
)
def test_words_become_canonical_and_nothing_is_lost(given: list[str], names: list[str], unlisted: list[str]) -> None:
    assert canonical(given, known_words("skill")) == (names, unlisted)


def test_a_tenants_own_words_count_beside_those_built_in() -> None:
    own = Listed("tuina", "推拿", "Tuina", ("按摩",))

    assert canonical(["按摩", "TUINA", "剪发"], known_words("skill", [own])) == (["推拿", "理发"], [])


def test_width_case_and_white_space_do_not_matter() -> None:
    assert folded("ＡＢ c\u3000") == "abc"
