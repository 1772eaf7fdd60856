import asyncio

import pytest

from lenticular.content.delivery import dispatching


def scope(method="GET", path="/v3/content_types", **headers):
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"method": method, "path": path, "root_path": "/v3", "headers": sent}


ASKED = "access-control-request-headers"


@pytest.mark.parametrize(
    "asked",
    [
        scope(access_token="cs1"),
        scope(Access_Token="cs1"),
        scope(access_token=""),
        scope(preview_token="cs1"),
        scope("POST", access_token="cs1"),
        scope(path="/v3/assets/bltasset", access_token="cs1"),
        scope("OPTIONS", **{ASKED: "api_key, access_token"}),
        scope("OPTIONS", **{ASKED: "Preview_Token"}),
    ],
)
def test_who_carries_a_token_of_a_site_gets_delivery(asked):
    assert dispatching.is_delivery(asked)


@pytest.mark.parametrize(
    "asked",
    [
        scope(),
        scope(authtoken="blt1", api_key="k"),
        scope(authorization="cs1"),
        scope("OPTIONS", **{ASKED: "authtoken"}),
        scope("OPTIONS", **{ASKED: "my_access_token"}),
        scope("GET", **{ASKED: "access_token"}),
        scope(path="/v3/assets/bltkey/bltasset/0a1b/logo.png", access_token="cs1"),
    ],
)
def test_everybody_else_gets_management(asked):
    assert not dispatching.is_delivery(asked)


@pytest.mark.parametrize(("asked", "reached"), [(scope(access_token="x"), "delivery"), (scope(), "management")])
def test_a_request_reaches_one_application(asked, reached):
    met = []

    def application(name):
        async def answer(scope, receive, send):
            met.append(name)

        return answer

    dispatch = dispatching.dispatcher(application("delivery"), application("management"))
    asyncio.run(dispatch(asked, None, None))
    assert met == [reached]
