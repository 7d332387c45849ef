"""The models as migrations know them, without the copies that nobody looks at.

The tool copies all models before each operation, so that the operation can look at how they were, and makes all ready
anew after it; with some hundred tables that is most of the time of a first start. Here such a copy makes its classes
when one is looked at, and only what changed is made ready.
"""

from functools import cached_property
from weakref import WeakSet

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model
from typing_extensions import override


class Apps(StateApps):
    """The classes of the models: each is made ready once, not again with every change of another."""

    @override
    def _build_initial_querysets(self) -> None:
        everything, ready = self.apps, self._ready
        self.apps = {
            label: {name: model for name, model in app.items() if model not in ready}
            for label, app in everything.items()
        }
        super()._build_initial_querysets()
        ready.update(model for app in self.apps.values() for model in app.values() if model._meta._inited)
        self.apps = everything

    @cached_property
    def _ready(self) -> WeakSet[type[Model]]:
        return WeakSet()


class Earlier(State):
    """How the models were; their classes are made when `apps` is first asked for."""

    def __init__(self, models: dict[tuple[str, str], ModelState], later: StateApps) -> None:
        self.models = models
        self._later = later

    def __getattr__(self, name: str) -> StateApps:
        """Python asks here for what is not set yet: `apps`."""
        if name != "apps":
            raise AttributeError(name)
        self.apps = self._later.clone(model_states=self.models)
        return self.apps


class Current(State):
    """The models as the migrations so far have made them."""

    @override
    def clone(self) -> State:
        """How they are now, for whoever compares later."""
        return Earlier({key: model.clone() for key, model in self.models.items()}, self.apps)


class Executor(MigrationExecutor):
    """The tool's, over such a state."""

    @override
    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        state = await super()._project_state(applied, upto=upto)
        apps = Apps(default_connections=dict(state.apps._default_connections))
        apps.apps = state.apps.apps
        return Current(state.models, apps)
