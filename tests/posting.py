"""Publishing one thing at once, for tests of what comes after: as `Board` does for many."""

from sqlalchemy.orm import Session

from lenticular.content.published.service import AssetDocument, Board, EntryDocument, Publication, VariantDocument


def put_entry(session: Session, publication: Publication, entry: EntryDocument) -> bool:
    """Publish an entry; tell whether it was not published exactly so."""
    is_new = Board(session, publication.stack_uid).put_entry(publication, entry)
    session.flush()
    return is_new


def put_variant(session: Session, publication: Publication, variant: VariantDocument) -> bool:
    """Publish an entry variant; returns as `put_entry`."""
    is_new = Board(session, publication.stack_uid).put_variant(publication, variant)
    session.flush()
    return is_new


def put_asset(session: Session, publication: Publication, asset: AssetDocument) -> bool:
    """Publish an asset; returns as `put_entry`."""
    is_new = Board(session, publication.stack_uid).put_asset(publication, asset)
    session.flush()
    return is_new
