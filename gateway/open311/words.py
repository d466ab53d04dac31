"""What city apps show to people, in English; the catalogue has it in Chinese."""

COMMUNITY_ASKED = "Which community is to see to it?"
PRIVACY_ASKED = "What may the public see, once the community has accepted it?"
PRIVACY_DEFAULT = "Left out, the place stays hidden."
NOTICE = "Your ticket is {number}. Whoever has its token can follow it."
PRIVACY_CHOICES = {
    "public": "All but the person",
    "place_hidden": "All but the person and the place",
    "private": "Nothing",
}


def texts() -> set[str]:
    return {COMMUNITY_ASKED, PRIVACY_ASKED, PRIVACY_DEFAULT, NOTICE, *PRIVACY_CHOICES.values()}
