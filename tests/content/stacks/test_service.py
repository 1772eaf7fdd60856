"""Stacks, as other parts of content ask for them."""

from lenticular.accounts import authentication
from lenticular.accounts.organizations import service as organizations
from lenticular.content.stacks import service as stacks
from lenticular.content.stacks.service import StackRole


def role_of(ports, person, api_key):
    with ports.stores.configuration.reading() as session:
        caller = authentication.of_user(session, person.user_uid)
        return stacks.role_of(session, caller, stacks.find(session, api_key))


def test_an_api_key_names_one_stack(ports, stack, other_stack):
    with ports.stores.configuration.reading() as session:
        assert stacks.find(session, stack).name == "Shop"
        assert stacks.find(session, other_stack).name == "Blog"
        assert stacks.find(session, "bltnone") is None


def test_the_organizations_owner_owns_every_stack_of_it(ports, owner, sign_up, stack):
    assert role_of(ports, owner, stack) is StackRole.OWNER
    assert role_of(ports, sign_up("Stan"), stack) is None


def test_who_leaves_the_organization_leaves_its_stacks(ports, member, stack):
    assert role_of(ports, member, stack) is StackRole.MEMBER
    with ports.stores.configuration.writing() as session:
        organizations.remove_member(session, organization_uid=member.organization_uid, user_uid=member.user_uid)
    assert role_of(ports, member, stack) is None


def test_joining_twice_is_joining(ports, member, stack):
    with ports.stores.configuration.writing() as session:
        found = stacks.find(session, stack)
        stacks.add_member(session, stack_uid=found.uid, user_uid=member.user_uid)
        assert stacks.user_uids(session, [found]) == {found.uid: [found.owner_uid, member.user_uid]}


def test_the_owner_is_named_once_even_if_the_stack_is_shared_with_them(ports, owner, stack):
    with ports.stores.configuration.writing() as session:
        found = stacks.find(session, stack)
        stacks.add_member(session, stack_uid=found.uid, user_uid=owner.user_uid)
        assert stacks.user_uids(session, [found]) == {found.uid: [owner.user_uid]}
        assert [person.uid for person in stacks.collaborators(session, found)] == [owner.user_uid]


def test_deleting_a_stack_forgets_its_members_only(ports, member, stack, other_stack):
    with ports.stores.configuration.writing() as session:
        stacks.delete(session, stacks.find(session, stack))
    with ports.stores.configuration.reading() as session:
        caller = authentication.of_user(session, member.user_uid)
        assert stacks.list_newest_first(session, caller) == []
        assert stacks.find(session, other_stack) is not None
