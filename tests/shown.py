"""Programs that the documentation shows, as a reader gets them: from the page, not from the file that it is made of."""

import html
import re
from typing import Any


def names_in(page: str) -> dict[str, Any]:
    """What the program on a page defines, by name."""
    found = re.search(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {"__name__": "shown"}
    exec(compile(html.unescape(found[1]), "shown.py", "exec"), names)  # noqa: S102 (what readers are told to run)
    return names
