"""Browser sessions."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from lenticular.accounts.sessions import service as sessions
from lenticular.accounts.users import service as users


def whose(session: Session, cookie: str, clock) -> str | None:
    recognised = sessions.recognise(session, cookie, clock())
    return None if recognised is None else recognised.user_uid


def test_a_cookie_tells_its_user(session: Session, ann: str, clock):
    cookie = sessions.open_session(session, ann, clock())

    assert whose(session, cookie, clock) == ann
    assert whose(session, cookie + "x", clock) is None


def test_a_session_ends_14_days_after_its_last_use(session: Session, ann: str, clock):
    cookie = sessions.open_session(session, ann, clock())
    clock.advance(days=13)
    sessions.touch(session, cookie, clock())
    clock.advance(days=14)
    assert whose(session, cookie, clock) == ann

    clock.advance(seconds=1)

    assert whose(session, cookie, clock) is None


def test_a_session_ends_after_90_days_however_much_it_is_used(session: Session, ann: str, clock):
    cookie = sessions.open_session(session, ann, clock())
    for _ in range(9):
        clock.advance(days=10)
        sessions.touch(session, cookie, clock())
    assert whose(session, cookie, clock) == ann

    clock.advance(seconds=1)

    assert whose(session, cookie, clock) is None


def test_use_is_written_down_once_an_hour(session: Session, ann: str, clock):
    cookie = sessions.open_session(session, ann, clock())
    clock.advance(hours=1)
    assert not sessions.recognise(session, cookie, clock()).touch_due
    clock.advance(seconds=1)
    assert sessions.recognise(session, cookie, clock()).touch_due


def test_an_ended_session_is_nobodys(session: Session, ann: str, clock):
    ended, kept = (sessions.open_session(session, ann, clock()) for _ in range(2))
    sessions.end(session, ended)

    assert (whose(session, ended, clock), whose(session, kept, clock)) == (None, ann)


def test_all_sessions_of_a_user_end_at_once(session: Session, ann: str, clock):
    cookies = [sessions.open_session(session, ann, clock()) for _ in range(2)]
    sessions.end_all(session, ann)

    assert [whose(session, cookie, clock) for cookie in cookies] == [None, None]


def test_sessions_go_with_their_user(session: Session, ann: str, clock):
    cookie = sessions.open_session(session, ann, clock())
    users.delete(session, users.get(session, ann))

    assert whose(session, cookie, clock) is None


def test_sessions_that_ran_out_are_swept_away(session: Session, ann: str, clock):
    sessions.open_session(session, ann, clock())
    clock.advance(days=15)
    sessions.open_session(session, ann, clock())

    assert session.execute(text("SELECT count(*) FROM browser_session")).scalar_one() == 1


def test_only_a_digest_is_kept(session: Session, ann: str, clock):
    cookie = sessions.open_session(session, ann, clock())

    kept = str(session.execute(text("SELECT * FROM browser_session")).one())
    assert cookie not in kept
    assert sessions.csrf_token(cookie) not in kept


def test_a_csrf_token_belongs_to_one_cookie():
    token = sessions.csrf_token("cookie")

    assert sessions.is_csrf_token(token, "cookie")
    assert not sessions.is_csrf_token(token, "another")
    assert not sessions.is_csrf_token("", "cookie")
    assert not sessions.is_csrf_token("é", "cookie")
