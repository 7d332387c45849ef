"""Bringing a database to the newest schema: one process at a time, whole or not at all."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import Any

import asyncpg
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationTarget, PlanStep
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor
from tortoise.migrations.writer import MigrationWriter
from tortoise.transactions import in_transaction

from api.core.migration_state import Executor
from api.core.orm import APP, orm_config

LOCK_KEY = 7_734_827_897_801  # one number for all installations: the lock is per database
CONNECTION = "default"


async def migrate(url: str, *, upto: str | None = None) -> list[str]:
    """Applies what is pending, up to and with `upto` where given; the names applied, in order.

    Any number of processes may call this at once: an advisory lock lets one work and the others find nothing left.
    Consecutive migrations share one transaction, so that a crash leaves either the old schema or the new one; a
    migration that declares `atomic = False` runs on its own, outside.
    """
    async with _only_one(url), _tool(url) as (config, _):
        await _ensure_history(config)
        applied = []
        for group in _groups(await _plan(config, upto)):
            await _apply(config, group)
            applied += [step.migration.name for step in group]
        return applied


async def pending(url: str) -> list[str]:
    """Names of the migrations that this database has not seen."""
    async with _tool(url) as (config, _):
        return [step.migration.name for step in await _plan(config, None)]


async def drift() -> list[str]:
    """What the models say and the migrations do not, one sentence per operation. Needs no database."""
    return [operation.describe() for writer in await _changes() for operation in writer.operations]


async def make(name: str) -> list[str]:
    """Writes the missing migration as `NNNN_name`; its path, or an empty list where nothing is missing."""
    written = []
    for writer in await _changes():
        writer.name = f"{writer.name.split('_', 1)[0]}_{name}"
        written.append(str(writer.write()))
    return written


async def _changes() -> list[MigrationWriter]:
    async with _tool("postgresql://nowhere/none") as (config, context):
        if context.apps is None:
            raise RuntimeError("the models could not be loaded")
        return await MigrationAutodetector(context.apps, config).changes()


@asynccontextmanager
async def _tool(url: str) -> AsyncIterator[tuple[dict[str, dict[str, Any]], TortoiseContext]]:
    config = orm_config(url, pool_size=2)
    async with TortoiseContext() as context:
        await context.init(config=config)
        yield config["apps"], context


@asynccontextmanager
async def _only_one(url: str) -> AsyncIterator[None]:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
        yield
    finally:
        await connection.close()


async def _ensure_history(config: dict[str, dict[str, Any]]) -> None:
    """The tool's own table first: a missing table read inside a transaction would spoil the transaction."""
    connection = get_connection(CONNECTION)
    editor = AsyncpgSchemaEditor(connection, atomic=False)
    await Executor(connection, config).recorder.ensure_schema(editor)


async def _plan(config: dict[str, dict[str, Any]], upto: str | None) -> list[PlanStep]:
    targets = None if upto is None else [MigrationTarget(APP, upto)]
    steps = await Executor(get_connection(CONNECTION), config).plan(targets)
    return [step for step in steps if not step.backward]


def _groups(steps: Sequence[PlanStep]) -> Iterator[list[PlanStep]]:
    for atomic, run in groupby(steps, key=lambda step: step.migration.atomic):
        if atomic:
            yield list(run)
        else:
            yield from ([step] for step in run)


async def _apply(config: dict[str, dict[str, Any]], group: Sequence[PlanStep]) -> None:
    targets = [MigrationTarget(APP, step.migration.name) for step in group]
    if group[0].migration.atomic:
        async with in_transaction(CONNECTION) as transaction:
            await Executor(transaction, config).migrate(targets, direction="forward")
    else:
        await Executor(get_connection(CONNECTION), config).migrate(targets, direction="forward")
