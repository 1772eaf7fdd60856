"""What a small export of a stack says: two pages in languages and versions, with a logo and variants."""

from typing import Any

HOME, ABOUT = "blt00000000000000a1", "blt00000000000000a2"
LOGO, SHOT = "blt00000000000000b1", "blt00000000000000b2"
LIVE, STAGING = "blt00000000000000c1", "blt00000000000000c2"
BLOCK = "cs00000000000000d1"
EXPERIENCE, VARIANT = "6a1c5e0f7d2b4c9035e8a109", "cs00000000000000e1"
BY_HAND = "cs00000000000000e2"
API_KEY = "blt00000000000000ff"
TIME = "2026-01-02T03:04:05.678Z"


def text(uid: str, **members: Any) -> dict[str, Any]:
    """Return a field of a schema."""
    return {"uid": uid, "display_name": uid, "data_type": "text", "field_metadata": {}, **members}


TITLE = text("title", mandatory=True, unique=True, field_metadata={"_default": True})
PAGE = {
    "uid": "page",
    "title": "Page",
    "description": "",
    "options": {"is_page": False, "singleton": False, "title": "title", "sub_title": []},
    "field_rules": [{"match_type": "all"}],
    "schema": [
        TITLE,
        {"uid": "logo", "display_name": "Logo", "data_type": "file", "multiple": False},
        {"uid": "next", "display_name": "Next", "data_type": "reference", "reference_to": ["page"]},
        {"uid": "seo", "display_name": "SEO", "data_type": "global_field", "reference_to": "seo"},
        {
            "uid": "sections",
            "display_name": "Sections",
            "data_type": "blocks",
            "multiple": True,
            "blocks": [{"uid": "hero", "title": "Hero", "schema": [text("heading")]}],
        },
    ],
}


def details(*places: tuple[str, str, int]) -> list[dict[str, Any]]:
    """Return publish details: environment, language, version."""
    return [
        {"environment": environment, "locale": locale, "version": version, "time": TIME, "user": "blt0user"}
        for environment, locale, version in places
    ]


def entry(uid: str, locale: str, version: int, /, **members: Any) -> dict[str, Any]:
    """Return an entry as an export has it."""
    return {"uid": uid, "locale": locale, "_version": version, "ACL": {}, "_in_progress": False, "tags": [], **members}


def asset(uid: str, name: str, /, **members: Any) -> dict[str, Any]:
    """Return an asset as an export has it."""
    return {
        "uid": uid,
        "filename": name,
        "title": name,
        "content_type": "image/png",
        "file_size": "3",
        "url": f"https://images.example/{uid}/{name}",
        "tags": ["logo"],
        "parent_uid": None,
        "_version": 2,
        "is_dir": False,
        **members,
    }


HOME_EN = entry(
    HOME,
    "en",
    3,
    title="Home",
    logo=asset(LOGO, "logo.png"),
    next=[{"uid": ABOUT, "_content_type_uid": "page"}],
    seo={"description": f"Read {ABOUT}"},
    sections=[{"hero": {"heading": "Welcome", "_metadata": {"uid": BLOCK}}}],
    publish_details=details((LIVE, "en", 2), (STAGING, "en", 3), (LIVE, "fr", 2), (LIVE, "de", 1)),
)
HOME_DE = entry(HOME, "de", 1, title="Start", publish_details=details((LIVE, "de", 1)))
ABOUT_EN = entry(ABOUT, "en", 1, title="About", publish_details=[])
HOME_VARIANT = {
    "uid": HOME,
    "locale": "en",
    "_version": 4,
    "title": "Home for you",
    "_variant": {"_uid": VARIANT, "_change_set": ["title"], "_order": [], "_instance_uid": "blt00000000000000d9"},
    "publish_details": details((LIVE, "en", 4)),
}
RED = {
    "uid": HOME,
    "locale": "en",
    "_version": 4,
    "title": "Red",
    "_variant": {"_uid": BY_HAND, "_change_set": ["title"], "_order": [], "_instance_uid": "blt00000000000000d8"},
    "publish_details": details((LIVE, "en", 4), (STAGING, "en", 2)),
}
