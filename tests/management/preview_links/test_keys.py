"""The keys that preview links are signed with."""

from lenticular.management.preview_links import keys


def test_a_project_has_a_key_of_its_own_until_it_is_forgotten(open_scope, project, other_project):
    with open_scope() as scope:
        assert keys.of_projects(scope.session, [project, other_project]) == {}
        first = keys.of_project(scope)
        assert len(first) == keys.KEY_BYTES
        assert keys.of_project(scope) == first
    with open_scope(project_uid=other_project) as scope:
        theirs = keys.of_project(scope)
        assert keys.of_projects(scope.session, [project, other_project, "f" * 24]) == {
            project: first.hex(),
            other_project: theirs.hex(),
        }
        assert theirs != first
        keys.forget(scope)
        keys.forget(scope)
    with open_scope() as scope:
        assert keys.of_projects(scope.session, [project, other_project]) == {project: first.hex()}
        keys.forget(scope)
        assert keys.of_project(scope) not in {first, theirs}
