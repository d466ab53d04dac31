"""Contracts: drafted, signed by both sides, amended, and ended."""

from gateway.route import Route
from shared.messages.outsourcing import contracts as m

CONTRACTS = "Contracts"
HOME = "/v1/contracts/{contract_id}"
RUN = {404: ("contract.unknown",)}
OWN: dict[int, tuple[str, ...]] = {403: ("contract.not_yours",), 404: ("contract.unknown",)}
STEP = ("contract.not_in_step",)
MAY_SIGN = ("organisation.closed", "organisation.banned")
SIGNING = (*STEP, "contract.signed_already", "contract.text_changed", *MAY_SIGN)
UNFIT: dict[int, tuple[str, ...]] = {422: ("contract.unfit",)}
OF_AMENDMENT = {403: ("contract.not_yours",), 404: ("contract.unknown", "contract_amendment.none")}

ROUTES = (
    Route(
        "POST",
        "/v1/awards/{award_id}/contract",
        m.DraftContract,
        summary="Write the contract of an award.",
        status=201,
        answer=m.Contract,
        location="/v1/contracts/{id}",
        errors={404: ("award.unknown",), 409: ("award.not_active", "contract.exists")} | UNFIT,
        tag=CONTRACTS,
    ),
    Route(
        "GET",
        "/v1/contracts",
        m.ListContracts,
        summary="List contracts.",
        answer=m.ContractPage,
        tag=CONTRACTS,
    ),
    Route("GET", HOME, m.ShowContract, summary="Show a contract.", answer=m.Contract, errors=OWN, tag=CONTRACTS),
    Route(
        "PUT",
        HOME,
        m.EditContract,
        summary="Write a contract that nobody has signed yet anew.",
        answer=m.Contract,
        heeds_if_match=True,
        needs_if_match=True,
        errors=RUN | {409: STEP} | UNFIT,
        tag=CONTRACTS,
    ),
    Route(
        "GET",
        f"{HOME}/versions",
        m.ListContractVersions,
        summary="List the versions of a contract, with who has signed them.",
        answer=m.ContractVersionPage,
        errors=OWN,
        tag=CONTRACTS,
    ),
    Route(
        "POST",
        f"{HOME}/signatures",
        m.SignContract,
        summary="Sign a contract; with both signatures it is in force.",
        answer=m.Contract,
        heeds_if_match=True,
        errors=OWN | {409: SIGNING},
        tag=CONTRACTS,
    ),
    Route(
        "POST",
        f"{HOME}/signature-withdrawal",
        m.UnsignContract,
        summary="Take your signature back, until the other side has signed.",
        answer=m.Contract,
        heeds_if_match=True,
        errors=OWN | {409: (*STEP, "contract.not_signed")},
        tag=CONTRACTS,
    ),
    Route(
        "POST",
        f"{HOME}/amendments",
        m.AmendContract,
        summary="Propose and sign other terms.",
        answer=m.Contract,
        heeds_if_match=True,
        errors=OWN | {409: (*STEP, "contract_amendment.pending", *MAY_SIGN)} | UNFIT,
        tag=CONTRACTS,
    ),
    Route(
        "POST",
        f"{HOME}/amendment/agreement",
        m.AgreeToAmendment,
        summary="Sign what the other side proposes: it stands from now on.",
        answer=m.Contract,
        heeds_if_match=True,
        errors=OF_AMENDMENT | {409: (*SIGNING, "contract_amendment.overtaken")},
        tag=CONTRACTS,
    ),
    Route(
        "POST",
        f"{HOME}/amendment/refusal",
        m.RefuseAmendment,
        summary="Don't agree to what the other side proposes.",
        answer=m.Contract,
        heeds_if_match=True,
        errors=OF_AMENDMENT | {409: STEP},
        tag=CONTRACTS,
    ),
    Route(
        "POST",
        f"{HOME}/amendment/withdrawal",
        m.WithdrawAmendment,
        summary="Take back what you have proposed.",
        answer=m.Contract,
        heeds_if_match=True,
        errors=OF_AMENDMENT | {409: STEP},
        tag=CONTRACTS,
    ),
    Route(
        "POST",
        f"{HOME}/termination",
        m.TerminateContract,
        summary="End a contract early, and settle what is open.",
        answer=m.Contract,
        heeds_if_match=True,
        errors=RUN | {409: STEP, 422: ("contract.settlement_unfit",)},
        tag=CONTRACTS,
    ),
    Route(
        "POST",
        f"{HOME}/payment-resumption",
        m.ResumePayments,
        summary="Let payments go on after a milestone has failed.",
        answer=m.Contract,
        heeds_if_match=True,
        errors=RUN | {409: (*STEP, "contract.payments_not_stopped")},
        tag=CONTRACTS,
    ),
)
