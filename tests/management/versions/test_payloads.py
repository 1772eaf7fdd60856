"""What a version looks like on the wire, and in OpenAPI."""

from datetime import UTC, datetime

from lenticular.management.versions import payloads
from lenticular.management.versions.tables import ExperienceVersion

NOON = datetime(2024, 10, 1, 10, 34, 7, 738_000, tzinfo=UTC)


def version(**members: object) -> ExperienceVersion:
    return ExperienceVersion(
        **{
            "uid": "b" * 24,
            "experience_uid": "a" * 24,
            "number": 1,
            "status": "DRAFT",
            "variants": [],
            "variant_split": None,
            "metrics": [],
            "targeting": {},
            "first_activated_at": None,
            "created_by": "blt1",
            "updated_by": "blt2",
            "created_at": NOON,
            "updated_at": NOON,
            **members,
        }
    )


def shown(row: ExperienceVersion) -> dict[str, object]:
    return payloads.render(row, {"blt1": "Ann Doe"}).model_dump(mode="json", by_alias=True, exclude_none=True)


def test_a_segmented_version_has_variants_only():
    assert shown(version()) == {
        "experienceUid": "a" * 24,
        "variants": [],
        "status": "DRAFT",
        "createdBy": "blt1",
        "updatedBy": "blt2",
        "createdAt": "2024-10-01T10:34:07.738Z",
        "updatedAt": "2024-10-01T10:34:07.738Z",
        "versionNumber": 1,
        "uid": "b" * 24,
        "createdByUserName": "Ann Doe",
        "updatedByUserName": "",
    }


def test_a_test_shows_how_it_is_split_measured_and_targeted():
    group = {"audiences": ["c" * 24], "audienceCombinationType": "AND", "lyticsAudiences": []}
    seen = shown(version(variant_split="EQUALLY_SPLIT", targeting={"audience": group}, first_activated_at=NOON))

    assert seen["variantSplit"] == "EQUALLY_SPLIT"
    assert seen["metrics"] == []
    assert seen["targeting"] == {"audience": {"audiences": ["c" * 24], "audienceCombinationType": "AND"}}
    assert seen["firstActivatedAt"] == "2024-10-01T10:34:07.738Z"
    assert shown(version(variant_split="EQUALLY_SPLIT"))["targeting"] == {}
