"""What a client wants a delivery token to read, checked against what the stack has."""

from collections.abc import Sequence

from lenticular.content.delivery_tokens.payloads import ScopeDraft
from lenticular.content.delivery_tokens.service import Grant
from lenticular.content.environments import service as environments
from lenticular.content.scope import MAIN_BRANCH, StackScope
from lenticular.errors import Invalid, Problem


def grant(scope: StackScope, parts: Sequence[ScopeDraft]) -> Grant:
    """Return what a scope names, all its parts together; without a branch it is main.

    Raises Invalid for environments and branches that the stack has not, and when no environment is named.
    """
    named = [name for part in parts if part.module == "environment" for name in part.environments]
    branches = [name for part in parts if part.module == "branch" for name in part.branches]
    aliases = [name for part in parts if part.module == "branch_alias" for name in part.branch_aliases]
    problems = []
    if not named:
        problems.append(Problem("/scope", "NO_ENVIRONMENT", "must name an environment."))
    if any(branch != MAIN_BRANCH for branch in branches):
        problems.append(Problem("/branches", "NOT_FOUND", "is not valid."))
    if aliases:
        problems.append(Problem("/branch_aliases", "NOT_FOUND", "is not valid."))
    if problems:
        raise Invalid(problems, "141", "The scope of the delivery token is not valid.")
    found = environments.get_all(scope, named)
    return Grant(tuple(row.uid for row in found), (MAIN_BRANCH,))
