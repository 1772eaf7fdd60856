from lenticular.domain import ruleset as rulesets
from lenticular.ingestion import catalogue
from lenticular.ingestion.catalogue import LiveVersion


def _experience(number: int, status: str) -> dict[str, object]:
    variants = [{"shortUid": "0", "name": "A", "ranges": [[0, 5000]]}, {"shortUid": "1", "name": "B", "ranges": []}]
    return {
        "uid": f"{number:024x}",
        "shortUid": str(number),
        "name": f"Experience {number}",
        "type": "AB_TEST",
        "status": status,
        "tags": [],
        "version": {"uid": f"{number:023x}a", "number": 1, "variants": variants, "targeting": None},
    }


def test_active_and_paused_experiences_are_known_by_short_uid_with_their_variants() -> None:
    ruleset = rulesets.from_document(
        {
            "format": 1,
            "project": "6734eae6603c9640f5808e78",
            "revision": 1,
            "attributes": [],
            "audiences": [],
            "lyticsAudiences": [],
            "experiences": [_experience(0, "ACTIVE"), _experience(1, "PAUSED")],
        }
    )
    found = catalogue.from_ruleset(ruleset, ["buy"])
    both = frozenset({"0", "1"})
    assert found.live_versions == {
        "0": LiveVersion(f"{0:024x}", "0", f"{0:023x}a", both, is_active=True),
        "1": LiveVersion(f"{1:024x}", "1", f"{1:023x}a", both, is_active=False),
    }
    assert found.event_keys == {"buy"}
    assert catalogue.from_ruleset(ruleset, None).event_keys is None
