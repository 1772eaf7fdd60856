import re

from lenticular.api import application
from lenticular.api.problems import management_answer
from lenticular.management.routers import ROUTERS

# The operations that the hosted service documents, and those undocumented ones that its CLI needs.
DOCUMENTED = """
POST /attributes
GET /attributes
PUT /attributes/{}
DELETE /attributes/{}
POST /audiences
GET /audiences
PUT /audiences/{}
DELETE /audiences/{}
POST /events
GET /events
PUT /events/{}
DELETE /events/{}
POST /experiences
GET /experiences
GET /experiences/{}
PUT /experiences/{}
DELETE /experiences/{}
POST /experiences/{}/versions
GET /experiences/{}/versions
PUT /experiences/{}/versions/{}
DELETE /experiences/{}/versions/{}
GET /experiences-priority
PUT /experiences-priority
GET /geolocation/regions
GET /geolocation/countries
GET /geolocation/cities
GET /projects
POST /projects
PUT /projects/{}
DELETE /projects/{}
"""


def test_every_operation_of_the_contract_is_described(ports):
    built = application.build(
        title="API", description="", version="1", routers=ROUTERS, shape=management_answer, ports=ports, max_body=1
    )
    described = {
        f"{method.upper()} {re.sub(r'{[^}]*}', '{}', path)}"
        for path, operations in built.openapi()["paths"].items()
        for method in operations
    }
    assert set(DOCUMENTED.split("\n")) - {""} <= described
