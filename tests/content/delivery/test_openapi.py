from lenticular.content.delivery import openapi, routing


def test_every_described_path_is_answered():
    for path in openapi.DOCUMENT["paths"]:
        assert routing.handler(tuple(path.strip("/").split("/"))) is not None


def test_operations_have_names_of_their_own():
    names = [path["get"]["operationId"] for path in openapi.DOCUMENT["paths"].values()]
    assert len(set(names)) == len(names)


def test_parameters_of_a_path_are_described():
    for path, calls in openapi.DOCUMENT["paths"].items():
        described = {one["name"] for one in calls["get"]["parameters"] if one["in"] == "path"}
        assert {part[1:-1] for part in path.split("/") if part.startswith("{")} == described


def test_the_document_is_served_to_everybody_who_asks_delivery(site_for):
    answer = site_for(access_token="whatever").get("/openapi")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Lenticular delivery API"
