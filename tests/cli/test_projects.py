"""`lenticular project`: listing, and registering CDP-synced audiences."""

import pytest


def test_projects_are_listed(lenticular, chosen, project):
    listed = lenticular("project", "list", "--data", chosen.data, "--json").document
    assert [(row["uid"], row["name"]) for row in listed] == [(project, "Farway Travel")]
    assert "Farway Travel" in lenticular("project", "list", "--data", chosen.data).out


def test_no_project_is_said(lenticular, data):
    assert lenticular("project", "list", "--data", data).out == "There is no project.\n"


FILES = {
    "audiences.csv": "slug,name\nbig,Big spenders\n",
    "audiences.json": '[{"slug": "big", "name": "Big spenders"}]',
}


@pytest.mark.parametrize("name", FILES)
def test_audiences_are_registered_from_a_file(lenticular, chosen, project, tmp_path, name):
    (tmp_path / name).write_text(FILES[name])
    command = ("project", "lytics-audiences", tmp_path / name, "--project", project, "--data", chosen.data)
    assert lenticular(*command, "--json").document == {"created": 1, "updated": 0, "unchanged": 0}
    assert lenticular(*command).out == "0 created, 0 changed, 1 unchanged.\n"


def test_every_problem_of_a_file_is_told(lenticular, chosen, project, tmp_path):
    (tmp_path / "x.json").write_text('[{"name": "No slug"}, {"slug": 5}]')
    ended = lenticular(
        "project", "lytics-audiences", tmp_path / "x.json", "--project", project, "--data", chosen.data, "--json"
    )
    assert ended.code == 1
    assert len(ended.document["error"]["problems"]) >= 2


def test_an_unknown_project_is_told(lenticular, data, tmp_path):
    (tmp_path / "x.json").write_text("[]")
    ended = lenticular("project", "lytics-audiences", tmp_path / "x.json", "--project", "0" * 24, "--data", data)
    assert (ended.code, "There is no project" in ended.err) == (1, True)
