"""Routes of membership: the lists of skills and interests."""

from gateway.labels import answer_in_language
from gateway.route import Route
from gateway.routes.membership.access import REVOKED
from shared.messages import membership as m

TAG = "Skills"

ROUTES = (
    Route(
        "GET",
        "/v1/skills",
        m.ListSkills,
        summary="List skills or interests.",
        carry_out=answer_in_language,
        answer=m.SkillList,
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/skills",
        m.AddSkill,
        summary="Add an entry to the tenant's list.",
        carry_out=answer_in_language,
        status=201,
        answer=m.Skill,
        location="/v1/skills/{id}",
        errors={403: (REVOKED,), 409: ("skill.word_taken", "skill.too_many")},
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/skills/unlisted",
        m.ListUnlistedSkills,
        summary="List words that members have and the list doesn't.",
        answer=m.UnlistedWords,
        tag=TAG,
    ),
    Route(
        "GET",
        "/v1/skills/{skill_id}",
        m.ShowSkill,
        summary="Show an entry of the tenant's own.",
        carry_out=answer_in_language,
        answer=m.Skill,
        errors={404: ("skill.unknown",)},
        tag=TAG,
    ),
    Route(
        "PATCH",
        "/v1/skills/{skill_id}",
        m.EditSkill,
        summary="Change an entry of the tenant's own.",
        carry_out=answer_in_language,
        answer=m.Skill,
        needs_if_match=True,
        errors={403: (REVOKED,), 404: ("skill.unknown",), 409: ("skill.word_taken",)},
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/skills/{skill_id}/retirement",
        m.RetireSkill,
        summary="Offer an entry no longer.",
        carry_out=answer_in_language,
        answer=m.Skill,
        heeds_if_match=True,
        errors={403: (REVOKED,), 404: ("skill.unknown",), 409: ("skill.retired",)},
        tag=TAG,
    ),
)
