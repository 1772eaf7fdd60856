"""What a version needs and is no longer there: only an archived one can lose it, or one that was imported."""

from analytics.conftest import Asked, Shop
from installations import done


def dependencies(test: Asked) -> tuple[str, str]:
    (found,) = (check for check in test.told("health")["checks"] if check["check"] == "DEPENDENCIES")
    return found["status"], found["message"]


def archive(test: Asked, body: dict[str, object]) -> None:
    path = f"/experiences/{test.experience}/versions"
    draft = test.shop.client.post(path, json=body | {"status": "DRAFT"}).json()["uid"]
    done(test.shop.client.put(f"{path}/{draft}", json=body | {"status": "ACTIVE"}))


def test_a_deleted_audience_of_a_variant_or_of_the_target_group_is_named(shop: Shop):
    gone, left = shop.audience("Gone"), shop.audience("Left")
    segmented = shop.segmented(gone, left)
    assert dependencies(segmented)[0] == "OK"
    variant = {"name": "One", "audiences": [left], "audienceCombinationType": "AND"}
    archive(segmented, {"variants": [variant]})
    done(shop.client.delete(f"/audiences/{gone}"))
    assert dependencies(segmented) == (
        "PROBLEM",
        f"Deleted: the audience {gone}. Nothing is counted for such an event, nobody is in such an audience.",
    )


def test_a_deleted_event_and_synced_audience_are_named(shop: Shop):
    synced, clicked = "0" * 32, shop.event("clicked")
    done(shop.client.put("/lytics-audiences", json=[{"slug": "spenders", "uid": synced}]))
    target = {"audience": {"lyticsAudiences": [synced], "audiences": [], "audienceCombinationType": "AND"}}
    test = shop.test(clicked, targeting=target)
    assert dependencies(test)[0] == "OK"
    archive(test, {"variants": [{"name": "A"}, {"name": "B"}]})
    done(shop.client.delete(f"/lytics-audiences/{synced}"))
    done(shop.client.delete(f"/events/{clicked}"))
    status, message = dependencies(test)
    assert status == "PROBLEM"
    assert f"the event of the metric Metric 0; the CDP-synced audience {synced}." in message
