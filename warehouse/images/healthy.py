"""Ask a service whether it is well: healthy.py ADDRESS [PART]. Exit 0 when it is.

Without PART an answer of 2xx is enough. With PART the answer is JSON as Airflow gives it,
``{"scheduler": {"status": "healthy", ...}, ...}``, and that part must be healthy.
"""

import json
import sys
import urllib.error
import urllib.request

SECONDS = 10


def trouble_at(address: str, part: str | None = None) -> str:
    """Return what is wrong at ``address`` in one sentence; an empty text when nothing is."""
    without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with without_proxy.open(address, timeout=SECONDS) as answer:
            told = answer.read()
        if part is None:
            return ""
        status = json.loads(told)[part]["status"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{address} is not well: {error!r}."
    return "" if status == "healthy" else f"{address} says that {part} is {status}."


if __name__ == "__main__":
    sys.exit(trouble_at(*sys.argv[1:3]) or 0)
