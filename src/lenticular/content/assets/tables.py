"""Assets: files with a title, in folders, in versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lenticular.store.base import Audited, Base


class AssetFolder(Audited, Base):
    """A folder of a stack's assets; it may lie in another."""

    __tablename__ = "asset_folder"

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"), index=True)
    parent_uid: Mapped[str | None] = mapped_column(ForeignKey("asset_folder.uid", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]


class Asset(Audited, Base):
    """An asset; what it is called and which file it has lies in its versions."""

    __tablename__ = "asset"
    __table_args__ = (Index(None, "stack_uid", "updated_at"),)

    uid: Mapped[str] = mapped_column(String(64), primary_key=True)
    stack_uid: Mapped[str] = mapped_column(ForeignKey("stack.uid", ondelete="CASCADE"))
    parent_uid: Mapped[str | None] = mapped_column(ForeignKey("asset_folder.uid", ondelete="CASCADE"), index=True)
    # The latest.
    version: Mapped[int]


class AssetVersion(Base):
    """What an asset was from one save to the next."""

    __tablename__ = "asset_version"

    asset_uid: Mapped[str] = mapped_column(ForeignKey("asset.uid", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    description: Mapped[str]
    tags: Mapped[list[Any]]
    file_name: Mapped[str]
    content_type: Mapped[str] = mapped_column(String(255))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    # The SHA-256 of the file; None where an import brought no file.
    digest: Mapped[str | None] = mapped_column(String(64), index=True)
    # Where the file lies elsewhere; only where an import brought no file.
    url: Mapped[str | None]
    # Of images whose size could be read.
    width: Mapped[int | None]
    height: Mapped[int | None]
    updated_by: Mapped[str] = mapped_column(String(64))
    updated_at: Mapped[datetime]
