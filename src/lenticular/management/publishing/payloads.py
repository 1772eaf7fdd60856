"""Revisions on the wire."""

from pydantic import Field

from lenticular.management.audit import Payload


class Revision(Payload):
    """How far a project has come."""

    revision: int = Field(description="Grows with every change to anything in the project; 0 before the first.")
