"""Read entries through the published delivery SDK for Python: the same job and the same lines as deliver.mjs."""

import json
import sys
from typing import Any
from urllib.parse import urlsplit

from contentstack import Stack


def answer(stack: Stack, request: dict[str, Any]) -> Any:
    """Return the entry, the list's document, or the error as the other driver words it."""
    options = dict(request.get("options", {}))
    if "locale" in request:
        options["locale"] = request["locale"]
    if "where" in request:
        options["query"] = json.dumps(request["where"])
    content_type = stack.content_type(request["contentType"])
    place = content_type.entry(request["entry"]) if "entry" in request else content_type
    if "variants" in request:
        if "include" in request:
            (options["include[]"],) = request["include"]  # the SDK has room for one when it asks with variants
        asked = place.variants(request["variants"], params=options)
        return reported(asked.fetch() if "entry" in request else asked.find())
    asked = place if "entry" in request else place.query()
    if "include" in request:
        asked.include_reference(request["include"])
    for name, value in options.items():
        asked.add_param(name, value)
    return reported(asked.fetch() if "entry" in request else asked.find())


def reported(found: dict[str, Any]) -> Any:
    """Return an answer as deliver.mjs prints it; this SDK returns the document of an error."""
    if "error_message" in found:
        return {"error": {name: found.get(name) for name in ("status", "error_code", "error_message")}}
    return found.get("entry", found)


def main() -> None:
    """Answer the job on standard input."""
    job = json.load(sys.stdin)
    address = urlsplit(job["endpoint"])
    stack = Stack(job["apiKey"], job["token"], job["environment"], host=address.netloc)
    stack.http_instance.endpoint = job["endpoint"]  # it writes https:// before every host
    for request in job["requests"]:
        print(json.dumps(answer(stack, request)))


if __name__ == "__main__":
    main()
