"""GraphQL over HTTP: every audit that the npm package graphql-http has for servers."""

import pytest

from tests.contract import nodejs

pytestmark = [pytest.mark.integration]


async def test_every_audit_passes(site: str) -> None:
    results = await nodejs.run("audits.mjs", f"{site}/graphql")
    failed = [each for each in results if each["status"] != "ok"]
    assert failed == []
    assert len(results) >= 60
