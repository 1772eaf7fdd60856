"""All routes of content together."""

import re

from lenticular.api import application
from lenticular.api.problems import content_answer
from lenticular.content.routers import ROUTERS

DOCUMENTED = """
GET /stacks
POST /stacks
PUT /stacks
DELETE /stacks
GET /stacks/settings
POST /stacks/settings
GET /stacks/branches
GET /stacks/branches/{}
GET /stacks/management_tokens
POST /stacks/management_tokens
GET /stacks/management_tokens/{}
PUT /stacks/management_tokens/{}
DELETE /stacks/management_tokens/{}
"""


def described(ports):
    built = application.build(
        title="API", description="", version="1", routers=ROUTERS, shape=content_answer, ports=ports, max_body=1
    )
    return [
        (f"{method.upper()} {re.sub(r'{[^}]*}', '{}', path)}", operation)
        for path, operations in built.openapi()["paths"].items()
        for method, operation in operations.items()
    ]


def test_every_operation_of_the_contract_is_described(ports):
    assert set(DOCUMENTED.split("\n")) - {""} <= {name for name, _ in described(ports)}


def test_every_operation_has_an_id_of_its_own_and_says_what_it_does(ports):
    operations = described(ports)
    ids = [operation["operationId"] for _, operation in operations]
    assert sorted(ids) == sorted(set(ids))
    assert [name for name, operation in operations if not operation.get("description")] == []
