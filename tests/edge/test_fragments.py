import dataclasses
from random import Random

import pytest

from lenticular.domain import ruleset as rulesets
from lenticular.domain.engine import compiling
from lenticular.domain.engine.native import is_compiled, kernel
from lenticular.edge import manifest
from lenticular.edge.fragments import fragments, joined

ODD = ["0", "z", "10", 'quo"te', "ünïcödé", "back\\slash", "\u2028"]


def test_a_body_is_what_the_encoder_writes_for_any_choice(project_document) -> None:
    document = project_document()
    *_, test = document["experiences"]
    for number, uid in enumerate(ODD):  # no short UID is like these; a body must be JSON all the same
        variants = [{**test["version"]["variants"][0], "shortUid": each} for each in ODD[: number + 1]]
        version = {**test["version"], "variants": variants}
        document["experiences"].append({**test, "uid": f"{number + 9:024x}", "shortUid": f"e{uid}", "version": version})
    decider = compiling.compiled(rulesets.from_document(document))
    pieces = fragments(decider)
    by_experience: dict[str, list[int]] = {}
    for index, option in enumerate(decider.options):
        by_experience.setdefault(option.experience_short_uid, []).append(index)
    drawn = Random(1)
    for count in range(200):
        some = list(by_experience.values())[: count % (len(by_experience) + 1)]
        chosen = [drawn.choice(indexes) for indexes in some]
        said = [tuple(decider.options[index]) for index in chosen]
        assert pieces.body(chosen) == manifest.encoded(said)


@pytest.mark.parametrize("join", [joined, *([kernel.joined] if is_compiled else [])])
def test_pieces_are_joined_in_the_order_of_their_places(join) -> None:
    pieces = [b"a", b"", b"ccc"]
    assert join(pieces, [2, 0, 0, 1], b", ") == b"ccc, a, a, "
    assert [join(pieces, [], b","), join(pieces, [2], b",")] == [b"", b"ccc"]
    with pytest.raises(IndexError):
        join(pieces, [3], b",")


def test_what_did_not_change_is_taken_over(project_document) -> None:
    before = compiling.compiled(rulesets.from_document(project_document()))
    first, *others = before.ruleset.experiences
    renamed = dataclasses.replace(first, short_uid="renamed")
    after = compiling.compiled(dataclasses.replace(before.ruleset, experiences=(*others, renamed)), before)
    old = fragments(before)
    new = fragments(after, old)
    assert [new.by_uid[one.uid] is old.by_uid[one.uid] for one in others] == [True, True]
    every = list(range(len(after.options)))
    assert new.body(every) == fragments(after).body(every)
    assert b'"renamed"' in new.body(every)
