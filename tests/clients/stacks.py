"""What a test sets up over the content API before a client comes: a stack, its environments and its tokens."""

import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from servers import Server


@dataclass(frozen=True, slots=True)
class Stack:
    """A new stack, and its owner's client, which names it in every request."""

    api_key: str
    organization: str
    owner: httpx.Client

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Make something in the stack; return the answer. Raises AssertionError with it if it isn't made."""
        answer = self.owner.post(f"/v3{path}", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def put(self, path: str, **body: Any) -> dict[str, Any]:
        """Change something of the stack; return the answer. Raises AssertionError with it if it isn't changed."""
        answer = self.owner.put(f"/v3{path}", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Read something of the stack; raise AssertionError with the answer if it can't be read."""
        answer = self.owner.get(f"/v3{path}", params=query)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def create_environment(self, name: str) -> str:
        """Return the uid of a new environment."""
        made = self.post("/environments", environment={"name": name, "urls": []})
        return str(made["environment"]["uid"])

    def create_delivery_token(self, environment: str) -> str:
        """Return a token that reads what is published in an environment."""
        scope = [{"module": "environment", "environments": [environment], "acl": {"read": True}}]
        # A stack has no two tokens of one name.
        name = f"{environment} {secrets.token_hex(4)}"
        made = self.post("/stacks/delivery_tokens", token={"name": name, "description": "", "scope": scope})
        return str(made["token"]["token"])

    def create_management_token(self, name: str) -> str:
        """Return a token that may read and write everything in the stack."""
        scope = [{"module": "content_type", "acl": {"read": True, "write": True}}]
        token = {"name": name, "description": "", "scope": scope, "expires_on": None}
        return str(self.post("/stacks/management_tokens", token=token)["token"]["token"])


def create(server: Server, name: str, *, master_locale: str = "en-us") -> Stack:
    """Return a new stack of the owner's organization."""
    client = server.sign_in()
    user = client.get("/v3/user", params={"include_orgs": "true"}).raise_for_status().json()["user"]
    organization = str(user["organizations"][0]["uid"])
    client.headers["organization_uid"] = organization
    made = client.post("/v3/stacks", json={"stack": {"name": name, "description": "", "master_locale": master_locale}})
    assert made.is_success, made.text
    client.headers["api_key"] = str(made.json()["stack"]["api_key"])
    return Stack(client.headers["api_key"], organization, client)
