"""Following a project over HTTP."""


def test_any_change_to_a_project_moves_its_revision_and_no_others(
    client, member_client, other_project, project, open_scope
):
    with open_scope():
        pass
    with open_scope(project_uid=other_project):
        pass
    before = member_client.get(f"/projects/{project}/revision").json()["revision"]
    assert client.get(f"/projects/{project}/revision").json() == {"revision": before}

    with open_scope():
        pass
    after = client.get(f"/projects/{project}/revision").json()["revision"]
    assert after > before
    with open_scope(project_uid=other_project):
        pass
    assert client.get(f"/projects/{project}/revision").json() == {"revision": after}


def test_only_who_is_in_the_project_may_follow_it(client, stranger_client, project):
    assert stranger_client.get(f"/projects/{project}/revision").status_code == 404
    del client.headers["authtoken"]
    assert client.get(f"/projects/{project}/revision").status_code == 401


def test_a_project_in_which_nothing_changed_yet_is_at_zero(client, project):
    assert client.get(f"/projects/{project}/revision").json() == {"revision": 0}
