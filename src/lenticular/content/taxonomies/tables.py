"""Taxonomies: trees of terms that entries are sorted by."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class Taxonomy(Audited, Base):
    """A taxonomy of a stack; its uid is what people choose."""

    __tablename__ = "taxonomy"

    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str]


class Term(Audited, Base):
    """A term of a taxonomy, at the top or below another one; `position` orders those of one parent, from 1."""

    __tablename__ = "taxonomy_term"
    __table_args__ = (
        ForeignKeyConstraint(["stack_uid", "taxonomy_uid"], ["taxonomy.stack_uid", "taxonomy.uid"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["stack_uid", "taxonomy_uid", "parent_uid"],
            ["taxonomy_term.stack_uid", "taxonomy_term.taxonomy_uid", "taxonomy_term.uid"],
            ondelete="CASCADE",
        ),
    )

    stack_uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    taxonomy_uid: Mapped[str] = mapped_column(String(200), primary_key=True)
    uid: Mapped[str] = mapped_column(String(200), primary_key=True)
    parent_uid: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
