"""Facts: written in the business transaction, relayed afterwards by workers/outbox.py."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

import structlog
from pydantic import BaseModel, ConfigDict
from redis.exceptions import RedisError
from typing_extensions import override

from api.core import db, redis
from api.core.errors import ConfigurationError
from api.core.ids import new_id

log = structlog.get_logger(__name__)

NUDGE_CHANNEL = "outbox"
LIVE_CHANNEL = "live"

INSERT = """
    INSERT INTO outbox (id, program_id, business_id, name, version, payload, topics)
    SELECT id, program_id, business_id, name, version, payload, ARRAY(SELECT jsonb_array_elements_text(topics))
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::jsonb[], $7::jsonb[])
        AS fact(id, program_id, business_id, name, version, payload, topics)
"""


class Fact(BaseModel):
    """Something that happened. Subclasses name it `domain.past_tense` and give it a version.

    `topics()` says whom it concerns at once ("card:<uuid>", "store:<uuid>"): open screens on them are refreshed.
    Every subclass is registered and its JSON Schema is committed under docs/events.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    version: ClassVar[int] = 1
    kinds: ClassVar[dict[tuple[str, int], type["Fact"]]] = {}

    program_id: UUID | None = None
    business_id: UUID | None = None

    @classmethod
    @override
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        known = Fact.kinds.setdefault((cls.name, cls.version), cls)
        if known is not cls and known.__module__ != cls.__module__:
            raise ConfigurationError(f"two facts are named {cls.name} v{cls.version}")

    def topics(self) -> tuple[str, ...]:
        """Topics of live screens; none by default."""
        return ()


async def announce(*facts: Fact) -> None:
    """Writes facts in the current transaction and nudges the relay once it is committed. One statement for all."""
    if not facts:
        return
    await db.execute(INSERT, *_columns(facts))
    await db.after_commit(nudge)


def _columns(facts: Sequence[Fact]) -> tuple[list[object], ...]:
    rows = [
        (
            new_id(),
            fact.program_id,
            fact.business_id,
            fact.name,
            fact.version,
            fact.model_dump_json(),
            _topics(fact),
        )
        for fact in facts
    ]
    return tuple(list(column) for column in zip(*rows, strict=True))


def _topics(fact: Fact) -> str:
    return "[" + ",".join(f'"{topic}"' for topic in fact.topics()) + "]"


async def nudge() -> None:
    """Tells the relay that there is something; a lost nudge is made good by its sweep."""
    try:
        await redis.client().publish(redis.key(NUDGE_CHANNEL), "1")
    except RedisError as error:
        log.warning("outbox.nudge_lost", error=str(error))
