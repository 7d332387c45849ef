"""Steps of one world, each done by the program and by the model and compared."""

import traceback
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson

from api import ledger, purchases, rewards, stamps
from api.core import db
from api.core.errors import Refusal
from api.tiers import TierRewardDue
from tests.engine import state
from tests.engine.acts import Act, Difference, same
from tests.engine.clock import Clock
from tests.engine.model.days import No
from tests.engine.verbs import VERBS
from tests.engine.world import World, end, make_world
from workers import listeners

EVERY = 50
"""Steps after which everything is compared and every invariant is looked at."""
AGAIN = 0.06
"""How often a request is sent again, with the same content or with other."""
TOLD = 12
RISEN = """
    SELECT id, payload FROM outbox WHERE program_id = $1 AND name = $2 AND relayed_at IS NULL ORDER BY id
"""
HEARD = "UPDATE outbox SET relayed_at = now() WHERE id = ANY ($1::uuid[])"


@dataclass
class Tally:
    """How often each verb was done, and how often refused, by code."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Both together."""
        self.done += other.done
        self.refused += other.refused

    @property
    def steps(self) -> int:
        """All of them."""
        return self.done.total() + self.refused.total()


@dataclass
class Past:
    """A request that was answered, to be sent again."""

    act: Act
    answer: object


class Engine:
    """A world and the steps that were done in it."""

    def __init__(self, world: World, every: int = EVERY, only: Collection[str] = ()) -> None:
        self.world = world
        self.every = every
        self.verbs = [each for verb, each in VERBS.items() if not only or verb in only]
        self.tally = Tally()
        self.told: deque[str] = deque(maxlen=TOLD)
        self.past: deque[Past] = deque(maxlen=30)

    async def run(self, steps: int) -> None:
        """So many steps, and at the end everything is compared."""
        for step in range(1, steps + 1):
            await self._tick()
            await self._step()
            if step % self.every == 0:
                await self.look_at_all()
        await self.look_at_all()

    async def _tick(self) -> None:
        """Some seconds between two steps."""
        world = self.world
        to = world.book.now + timedelta(
            seconds=world.dice.randint(1, 150), microseconds=world.dice.randint(0, 999)
        )
        await world.clock.set(world.program_id, to)
        world.book.move_to(to)

    async def _step(self) -> None:
        dice = self.world.dice
        if self.past and dice.random() < AGAIN:
            await self._again(self.past[dice.randrange(len(self.past))])
            return
        verb = dice.choices(self.verbs, [weight for _, weight in self.verbs])[0][0]
        act = await verb(self.world)
        if act is None:
            self.tally.done["nothing to do"] += 1
            return
        await self._do(act)
        await self._react()
        await name_vouchers(self.world)
        if act.members:
            await state.look(self.world.book, self.world.program_id, act.members)

    async def _do(self, act: Act) -> None:
        try:
            predicted = act.predict()
        except No as no:
            await self._refused(act, no.code)
            return
        self.told.append(act.verb)
        try:
            answer = await act.perform()
        except Refusal as refusal:
            raise Difference(f"{act.verb}: refused with {refusal.code}, the model expects none") from refusal
        act.agree(predicted, answer)
        self.tally.done[act.verb] += 1
        if act.gist is not None:
            self.past.append(Past(act, act.gist(answer)))

    async def _refused(self, act: Act, code: str) -> None:
        """With the code that the model expects, and not one row is left."""
        self.told.append(f"{act.verb} refused: {code}")
        before = await state.traces(self.world.program_id)
        try:
            answer = await act.perform()
        except Refusal as refusal:
            same(f"refusal of {act.verb}", refusal.code, code)
        else:
            raise Difference(f"{act.verb}: the model expects {code}, the answer is {answer!r}")
        same(f"rows after the refusal of {act.verb}", await state.traces(self.world.program_id), before)
        self.tally.refused[code] += 1

    async def _again(self, past: Past) -> None:
        """The same request has the same answer, other content under its key is refused; neither changes anything."""
        before = await state.traces(self.world.program_id)
        other = past.act.other
        if other is not None and self.world.dice.random() < 0.5:
            self.told.append(f"{past.act.verb} with other content")
            try:
                await other()
            except Refusal as refusal:
                same(f"refusal of {past.act.verb} with other content", refusal.code, "IDEMPOTENCY_MISMATCH")
                self.tally.refused["IDEMPOTENCY_MISMATCH"] += 1
            else:
                raise Difference(f"{past.act.verb}: a key was accepted with other content")
        else:
            await self._repeat(past)
        same(f"rows after {self.told[-1]}", await state.traces(self.world.program_id), before)
        await state.look(self.world.book, self.world.program_id, past.act.members)

    async def _repeat(self, past: Past) -> None:
        self.told.append(f"{past.act.verb} again")
        answer: Any = await past.act.perform()
        assert past.act.gist is not None
        same(f"answer to {self.told[-1]}", (past.act.gist(answer), answer.is_replay), (past.answer, True))
        self.tally.done["again"] += 1

    async def _react(self) -> None:
        """What the worker does for members who rose: in the order of the facts, which for one moment is anybody's."""
        world = self.world
        if not world.book.due and world.tier_reward is None:
            return
        rows = await db.fetch(RISEN, world.program_id, TierRewardDue.name)
        for row in rows:
            fact = orjson.loads(row["payload"])
            rise = next((each for each in world.book.due if str(each[0]) == fact["membership_id"]), None)
            if rise is None or str(rise[1].id) != fact["tier_id"]:
                raise Difference(f"a reward is due that the model does not know: {fact}")
            world.book.due.remove(rise)
            world.book.give_due(rise)
            await listeners.react("tiers.give_reward", str(row["id"]))
            await name_vouchers(world)
        await db.execute(HEARD, [row["id"] for row in rows])
        same("rewards that are due", world.book.due, [])

    async def look_at_all(self) -> None:
        """Every member, every bill, the accounts of the businesses, and what must always hold."""
        world = self.world
        while await ledger.expire(world.program_id, world.book.now):
            pass
        await state.look(world.book, world.program_id, list(world.book.members))
        await state.look_at_books(world.book, world.program_id)
        broken = [
            *await ledger.verify(world.program_id),
            *await purchases.verify(world.program_id),
            *await rewards.verify(world.program_id),
            *await stamps.verify(world.program_id),
        ]
        same("invariants that do not hold", broken, [])


async def name_vouchers(world: World) -> None:
    """Ids and codes of vouchers that came without an answer, of full cards and of tiers: in the order of making."""
    for member in {voucher.member for voucher in world.book.shelf.vouchers if voucher.id is None}:
        rows = await db.fetch("SELECT id, code FROM voucher WHERE membership_id = $1 ORDER BY id", member)
        for voucher, row in zip(world.book.shelf.of(member), rows, strict=False):
            voucher.id, voucher.code = row["id"], row["code"]


async def run_seed(
    seed: int, steps: int, clock: Clock, every: int = EVERY, only: Collection[str] = ()
) -> Tally:
    """One world from its beginning, of some verbs or all. A difference is told with what led to it."""
    world = await make_world(seed, clock)
    engine = Engine(world, every, only)
    try:
        await engine.run(steps)
    except Exception as error:
        at = engine.tally.steps + 1
        last = ", ".join(engine.told)
        trace = "" if isinstance(error, Difference) else f"\n{traceback.format_exc()}"
        raise Difference(f"seed {seed}, step {at}: {error}\nthe last steps: {last}{trace}") from error
    await end(world)
    return engine.tally
