"""What other concepts ask of folders."""

from lenticular.content.assets import folders
from lenticular.content.scope import StackScope


def test_an_import_keeps_a_free_uid(scope: StackScope):
    assert not folders.exists(scope.session, "bltb377ab306d29e646")

    folders.create(scope, name="animals", parent_uid=None, uid="bltb377ab306d29e646")

    assert folders.exists(scope.session, "bltb377ab306d29e646")


def test_what_lies_in_a_folder_comes_after_it(scope: StackScope):
    outer = folders.create(scope, name="outer", parent_uid=None)
    inner = folders.create(scope, name="inner", parent_uid=outer.uid)
    innermost = folders.create(scope, name="innermost", parent_uid=inner.uid)
    folders.create(scope, name="beside", parent_uid=None)

    assert folders.with_descendants(scope, outer.uid) == [outer.uid, inner.uid, innermost.uid]
