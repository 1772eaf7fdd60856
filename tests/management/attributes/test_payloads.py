"""Attributes on the wire."""

from lenticular.management.attributes import payloads


def test_the_presets_are_those_of_the_contract_in_its_order():
    shown = [preset.model_dump(by_alias=True) for preset in payloads.PRESETS]

    assert [preset["uid"] for preset in shown] == [
        "DEVICE_TYPE",
        "OPERATING_SYSTEM",
        "QUERY_PARAMETERS",
        "REFERRER",
        "COUNTRY",
        "REGION",
        "CITY",
        "DATE_AND_TIME",
    ]
    assert shown[0] == {
        "name": "Device Type",
        "uid": "DEVICE_TYPE",
        "__type": "PRESET",
        "description": "Categorizes devices as Mobile, Tablet, or Desktop.",
    }


def test_a_whole_exported_attribute_may_be_sent():
    sent = payloads.AttributeWrite.model_validate(
        {"name": " Age ", "key": "age", "uid": "a" * 24, "project": "b" * 24, "__type": "CUSTOM"}
    )

    assert (sent.name, sent.key, sent.description) == ("Age", "age", "")
