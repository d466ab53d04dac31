"""The code of a place as a picture, to be shown on a screen there."""

from io import BytesIO

import segno
from werkzeug.wrappers import Response

from gateway.calls import ask, write_answer
from gateway.exchange import Exchange

JSON, SVG = "application/json", "image/svg+xml"


def show_attendance_code(exchange: Exchange) -> Response:
    """
    The code that is shown now, as JSON, or as a QR code where the caller asks for that.

    Raises:
        Refusal: what the service refuses.
    """
    answer = ask(exchange)
    exchange.headers["Vary"] = "Accept"
    if exchange.request.accept_mimetypes.best_match([JSON, SVG], JSON) == JSON:
        response = write_answer(exchange, answer)
        response.headers["Cache-Control"] = "no-store"
        return response
    picture = BytesIO()
    code = segno.make(answer["text"], micro=False, error="m")
    code.save(picture, kind="svg", xmldecl=False, omitsize=True, border=2)
    headers = {"Cache-Control": "no-store", "Refresh": str(answer["seconds_left"])}
    return Response(picture.getvalue(), headers=headers, content_type=SVG)
