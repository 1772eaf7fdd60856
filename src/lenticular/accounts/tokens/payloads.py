"""Signing in and out as content management clients do it."""

from pydantic import BaseModel

from lenticular.accounts.users.payloads import UserDetails


class Credentials(BaseModel):
    """What somebody signs in with. A `tfa_token` is ignored: there is no second factor here."""

    email: str
    password: str


class SignIn(BaseModel):
    """The body of a sign-in."""

    user: Credentials


class SignedInAnswer(BaseModel):
    """The user who signed in, with their new authtoken."""

    notice: str
    user: UserDetails


class Notice(BaseModel):
    """A sentence that says what happened."""

    notice: str
