"""Routes of membership: codes that go to phones."""

from gateway.route import Route
from gateway.sign_in import ask_seldom
from shared.messages import membership as m

TAG = "Tokens"

ROUTES = (
    Route(
        "POST",
        "/v1/sign-in-codes",
        m.RequestPhoneCode,
        summary="Have a code to sign in with sent to a phone.",
        carry_out=ask_seldom,
        known=("network",),
        status=202,
        answer=m.CodeRequested,
        errors={503: ("sign_in.no_channel",)},
        takes_no_key=True,
        tag=TAG,
    ),
    Route(
        "POST",
        "/v1/sign-in-choices",
        m.CheckPhoneCode,
        summary="Ask whom a code may sign in as.",
        carry_out=ask_seldom,
        known=("network",),
        answer=m.SignInChoices,
        takes_no_key=True,
        tag=TAG,
    ),
)
