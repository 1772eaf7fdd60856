"""What the list of assets is asked for, beyond what its routes' tests show."""

import httpx

from content.assets.conftest import Upload


def test_folders_and_assets_are_ordered_and_cut_together(client: httpx.Client, upload: Upload):
    client.post("/assets/folders", json={"asset": {"name": "animals"}})
    for name in ("b.gif", "a.gif"):
        upload(name=name)

    listed = client.get("/assets?include_folders=true&include_count=true&asc=filename&limit=2").json()

    assert [one.get("filename") for one in listed["assets"]] == ["a.gif", "b.gif"]
    assert listed["count"] == 3


def test_a_query_finds_by_what_is_shown(client: httpx.Client, upload: Upload):
    upload(name="a.gif", tags="red,blue")
    upload(name="b.gif")

    for query in ('{"tags": "red"}', '{"dimension.width": {"$gt": 2}, "_version": 1, "filename": "a.gif"}'):
        assert [one["filename"] for one in client.get("/assets", params={"query": query}).json()["assets"]] == ["a.gif"]
