from lenticular.edge.application import CALLS
from lenticular.edge.openapi import DOCUMENT


def test_every_call_of_the_application_is_documented(edge) -> None:
    reply = edge.call("GET", "/openapi", project=None)
    assert reply.json == DOCUMENT
    documented = {(path, method.upper()) for path, calls in DOCUMENT["paths"].items() for method in calls}
    assert documented == {("/" + "/".join(path), call.method) for path, call in CALLS.items()}


def test_every_reference_leads_somewhere() -> None:
    def references(part):
        if isinstance(part, dict):
            yield from ([part["$ref"]] if "$ref" in part else [])
            part = list(part.values())
        if isinstance(part, list):
            for one in part:
                yield from references(one)

    found = {reference.rpartition("/")[2] for reference in references(DOCUMENT)}
    assert found == set(DOCUMENT["components"]["schemas"])
