"""Taxonomies and their terms on the wire."""

from typing import Annotated, Any

from pydantic import Field, ValidationError

from lenticular.api import validation
from lenticular.api.body import refuse_hostile
from lenticular.api.text import Description, Name
from lenticular.content import audit
from lenticular.content.audit import AuditedPayload, Payload
from lenticular.content.taxonomies import tables, terms
from lenticular.content.taxonomies.service import Draft
from lenticular.errors import Invalid, Problem

MOST_TERMS = 20_000

# Part of paths and of queries.
Uid = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,200}$")]


class TaxonomyDraft(Payload):
    """What a client says of a new taxonomy."""

    uid: Uid
    name: Name
    description: Description = ""


class TaxonomyChange(Payload):
    """What a client changes in a taxonomy; what is left out stays, the uid always."""

    name: Name | None = None
    description: Description | None = None


class CreateTaxonomy(Payload):
    """A request to create a taxonomy."""

    taxonomy: TaxonomyDraft


class UpdateTaxonomy(Payload):
    """A request to change a taxonomy."""

    taxonomy: TaxonomyChange


class TermDraft(Payload):
    """What a client says of a new term."""

    uid: Uid
    name: Name
    parent_uid: Uid | None = None
    order: int | None = Field(
        None, ge=1, description="The place among the terms of this parent, from 1; else the last."
    )


class TermChange(Payload):
    """What a client changes in a term; its uid stays."""

    name: Name


class TermMove(Payload):
    """Where a client puts a term."""

    parent_uid: Uid | None = None
    order: int | None = Field(None, ge=1)


class CreateTerm(Payload):
    """A request to create a term."""

    term: TermDraft


class UpdateTerm(Payload):
    """A request to rename a term."""

    term: TermChange


class MoveTerm(Payload):
    """A request to move a term."""

    term: TermMove


class Exported(Payload):
    """A taxonomy with its terms, as an export has it."""

    taxonomy: TaxonomyDraft
    terms: list[TermDraft] = Field([], max_length=MOST_TERMS)


class Taxonomy(AuditedPayload):
    """A tree of terms."""

    name: str
    description: str
    terms_count: int | None = None


class Term(AuditedPayload):
    """A term of a taxonomy; null as its parent for one at the top."""

    taxonomy_uid: str
    name: str
    parent_uid: str | None
    order: int
    children_count: int | None = None


class TaxonomyAnswer(Payload):
    """One taxonomy."""

    taxonomy: Taxonomy


class TaxonomyNotice(TaxonomyAnswer):
    """One taxonomy, and what was done with it."""

    notice: str


class Taxonomies(Payload):
    """Taxonomies of the stack; with `count=true` only how many they are."""

    taxonomies: list[Taxonomy] | int
    count: int | None = None


class TermAnswer(Payload):
    """One term."""

    term: Term


class TermNotice(TermAnswer):
    """One term, and what was done with it."""

    notice: str


class Terms(Payload):
    """Terms; with `count=true` only how many they are."""

    terms: list[Term] | int
    count: int | None = None


def render(row: tables.Taxonomy) -> Taxonomy:
    """Return a taxonomy as the wire shows it."""
    return audit.render(Taxonomy, row, {"uid": row.uid, "name": row.name, "description": row.description})


def render_term(row: tables.Term) -> Term:
    """Return a term as the wire shows it."""
    members = {
        "uid": row.uid,
        "taxonomy_uid": row.taxonomy_uid,
        "name": row.name,
        "parent_uid": row.parent_uid,
        "order": row.position,
    }
    return audit.render(Term, row, members)


def shown(item: AuditedPayload) -> dict[str, Any]:
    """Return a taxonomy or a term for an answer, without the counts that nobody asked for."""
    return item.model_dump(by_alias=True, exclude_unset=True)


def draft(taxonomy: TaxonomyDraft) -> Draft:
    """Return what a client says of a new taxonomy, for the service."""
    return Draft(uid=taxonomy.uid, name=taxonomy.name, description=taxonomy.description)


def term_draft(term: TermDraft) -> terms.Draft:
    """Return what a client says of a new term, for the service."""
    return terms.Draft(uid=term.uid, name=term.name, parent_uid=term.parent_uid, order=term.order)


def exported(text: bytes) -> Exported:
    """Return the taxonomy that a file of an export holds; raise Invalid with every problem at once."""
    refuse_hostile(text)
    try:
        return Exported.model_validate_json(text)
    except ValidationError as error:
        problems = validation.problems(error.errors())
        located = [Problem(one.pointer or "/taxonomy", one.code, one.message) for one in problems]
        raise Invalid(located, "141", "The file is no taxonomy.") from None
