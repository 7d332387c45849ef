"""Tokens that are renewed: each once, and whoever comes again with a used one ends the session."""

import asyncio
from datetime import timedelta

import pytest

from api import identity
from api.core import db as core_db
from api.identity import SignedIn, tokens
from api.identity.errors import SessionOver
from tests.factories.identity import sign_in
from tests.identity.devices import a_cashier, is_good, state_of

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def age(session: SignedIn, by: timedelta) -> None:
    """Makes what happened to the session's refresh tokens happen earlier."""
    await core_db.execute(
        "UPDATE refresh_token SET used_at = used_at - $2::interval WHERE session_id = $1",
        session.principal.session_id,
        by,
    )


async def test_refreshing_gives_the_next_tokens_each_time(db: None) -> None:
    """Given a chain of renewals, when each uses the token before, then the session goes on with fresh tokens."""
    opened = await sign_in(await a_cashier())
    seen = {opened.tokens.refresh_token}
    current = opened
    for _ in range(4):
        current = await identity.refresh(current.tokens.refresh_token)
        seen.add(current.tokens.refresh_token)
        assert current.principal.session_id == opened.principal.session_id
        assert await is_good(current.tokens.access_token)
    assert len(seen) == 5


async def test_a_used_token_that_comes_again_ends_the_whole_session(db: None) -> None:
    """Given a stolen token used after its owner's, when it comes, then owner and thief are both signed out at once."""
    opened = await sign_in(await a_cashier())
    owners = await identity.refresh(opened.tokens.refresh_token)
    await age(opened, timedelta(seconds=11))
    with pytest.raises(SessionOver):
        await identity.refresh(opened.tokens.refresh_token)
    assert await state_of(opened.principal.session_id) == (True, "reuse")
    assert not await is_good(owners.tokens.access_token)
    with pytest.raises(SessionOver):
        await identity.refresh(owners.tokens.refresh_token)


async def test_a_lost_answer_may_be_asked_for_again_within_ten_seconds(db: None) -> None:
    """Given an answer that got lost, when the same token comes again at once, then it gets the same successor."""
    opened = await sign_in(await a_cashier())
    first = await identity.refresh(opened.tokens.refresh_token)
    again = await identity.refresh(opened.tokens.refresh_token)
    assert again.tokens.refresh_token == first.tokens.refresh_token
    assert await state_of(opened.principal.session_id) == (False, None)
    await identity.refresh(again.tokens.refresh_token)


async def test_once_the_successor_is_used_the_grace_is_over(db: None) -> None:
    """Given a thief who is quick, when the chain has gone on by two, then the old token ends the session at once."""
    opened = await sign_in(await a_cashier())
    second = await identity.refresh(opened.tokens.refresh_token)
    await identity.refresh(second.tokens.refresh_token)
    with pytest.raises(SessionOver):
        await identity.refresh(opened.tokens.refresh_token)
    assert await state_of(opened.principal.session_id) == (True, "reuse")


async def test_twelve_tabs_that_renew_at_once_end_with_one_token(db: None) -> None:
    """Given one token sent twelve times at once, when answered, then all hold one successor and one row stores it."""
    opened = await sign_in(await a_cashier())
    renewed = await asyncio.gather(*(identity.refresh(opened.tokens.refresh_token) for _ in range(12)))
    (only,) = {each.tokens.refresh_token for each in renewed}
    kept = await core_db.fetchval(
        "SELECT count(*) FROM refresh_token WHERE session_id = $1", opened.principal.session_id
    )
    assert (kept, only == opened.tokens.refresh_token) == (2, False)
    assert await state_of(opened.principal.session_id) == (False, None)


@pytest.mark.parametrize("text", ["", "unknown", "é" * 50, "x" * 100_000])
async def test_tokens_that_nobody_gave_are_refused(db: None, text: str) -> None:
    """Given no token of ours, when it comes, then it is refused like one that ended."""
    with pytest.raises(SessionOver):
        await identity.refresh(text)


async def test_only_hashes_of_refresh_tokens_are_kept(db: None) -> None:
    """Given a session, when its row is read, then the token is not in it, its keyed hash is."""
    opened = await sign_in(await a_cashier())
    kept = await core_db.fetchval(
        "SELECT token_hash FROM refresh_token WHERE session_id = $1", opened.principal.session_id
    )
    assert kept == tokens.refresh_hash(opened.tokens.refresh_token)
    assert opened.tokens.refresh_token not in kept
