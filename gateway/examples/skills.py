"""What the documentation shows of the lists of skills and interests."""

from gateway import town_members as town
from gateway.examples.parts import Part
from shared.messages import membership

PART = Part(
    requests={
        membership.AddSkill: {
            "kind": "skill",
            "code": "tuina",
            "name": "推拿",
            "english_name": "Tuina massage",
            "synonyms": ["按摩"],
            "adopts": ["中医推拿"],
        },
        membership.EditSkill: {"adopts": ["正骨"]},
    },
    answers={
        "GET /v1/skills": membership.SkillList(items=[town.BUILT_IN_SKILL, town.SKILL]),
        "POST /v1/skills": town.SKILL,
        "GET /v1/skills/unlisted": membership.UnlistedWords(
            items=[membership.UnlistedWord(word="中医推拿", members=3)]
        ),
        "GET /v1/skills/{skill_id}": town.SKILL,
        "PATCH /v1/skills/{skill_id}": town.EDITED_SKILL,
        "POST /v1/skills/{skill_id}/retirement": town.RETIRED_SKILL,
    },
    path_ids={
        "skill_id": town.SKILL_ID,
    },
)
