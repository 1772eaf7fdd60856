import random
import sys
import threading

from lenticular.content.delivery.answers import Answer
from lenticular.content.delivery.memory import ANSWERS_BYTES, VALUES_BYTES, Bounded, Memory, Stack

SHOP = Stack("blts", "k", "en-us", 1)
LATER = Stack("blts", "k", "en-us", 2)


def test_what_was_not_used_for_longest_goes_first():
    held = Bounded(2)
    held.put(("a",), 1)
    held.put(("b",), 2)
    held.get(("a",))
    held.put(("c",), 3)
    assert (held.get(("a",)), held.get(("b",)), held.get(("c",))) == (1, None, 3)


def test_weight_counts_not_number():
    held = Bounded(10, len)
    held.put(("a",), "12345")
    held.put(("a",), "123456")
    held.put(("b",), "1234")
    assert held.get(("a",)) == "123456"
    held.put(("c",), "12345678901")
    assert held.get(("c",)) is None
    held.put(("d",), "1")
    assert (held.get(("a",)), held.get(("b",))) == ("123456", None)


def test_a_stack_is_remembered_at_its_revision():
    memory = Memory()
    memory.meet(SHOP)
    memory.keep(SHOP, ("x",), "old")
    memory.keep_answer(SHOP, ("path",), Answer(200, b"old"))
    assert memory.stack("k") == SHOP
    assert memory.value(SHOP, ("x",)) == "old"
    memory.meet(LATER)
    assert memory.stack("k") == LATER
    assert memory.value(LATER, ("x",)) is None
    assert memory.value(SHOP, ("x",)) is None
    assert memory.answer(LATER, ("path",)) is None


def test_what_a_slow_request_read_at_an_older_revision_is_not_seen_at_the_present_one():
    memory = Memory()
    memory.meet(LATER)
    memory.keep_answer(SHOP, ("path",), Answer(200, b"old"))
    assert memory.answer(LATER, ("path",)) is None


def test_a_stack_that_went_back_to_an_older_revision_is_met_anew():
    memory = Memory()
    memory.meet(LATER)
    memory.keep(LATER, ("x",), "from the future")
    memory.meet(SHOP)
    memory.meet(LATER)
    assert memory.value(LATER, ("x",)) is None


def test_other_stacks_are_kept():
    memory, other = Memory(), Stack("bltb", "b", "en-us", 1)
    memory.meet(other)
    memory.keep(other, ("x",), "kept")
    memory.meet(SHOP)
    memory.meet(LATER)
    assert memory.value(other, ("x",)) == "kept"


def test_answers_are_bounded_by_their_size():
    memory = Memory()
    memory.keep_answer(SHOP, ("huge",), Answer(200, b"x" * (ANSWERS_BYTES + 1)))
    assert memory.answer(SHOP, ("huge",)) is None


def test_values_are_bounded_by_their_size():
    memory, half = Memory(), "x" * (VALUES_BYTES // 2)
    memory.keep(SHOP, ("first",), [half])
    memory.keep(SHOP, ("second",), {"of": half})
    assert memory.value(SHOP, ("first",)) is None
    assert memory.value(SHOP, ("second",)) == {"of": half}


def test_values_that_are_no_plain_json_are_kept_too():
    memory = Memory()
    for number, value in enumerate([2**70, "\ud800", [object]]):
        memory.keep(SHOP, (number,), value)
        assert memory.value(SHOP, (number,)) == value


def test_threads_may_share_it():
    bounded: Bounded[int] = Bounded(100, lambda value: value)
    failures: list[BaseException] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        try:
            for _ in range(20_000):
                key = (chance.choice("ab"), chance.randrange(40))
                if chance.random() < 0.6:
                    bounded.get(key)
                elif chance.random() < 0.98:
                    bounded.put(key, chance.randint(1, 9))
                else:
                    bounded.drop(key[0])
        except RuntimeError as error:
            failures.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert failures == []
    # What each thread added and took away was counted: exactly as much is kept as may be.
    for number in range(11):
        bounded.put(("c", number), 10)
    assert [number for number in range(11) if bounded.get(("c", number))] == list(range(1, 11))
