"""An ordinary server of our own packages: Strawberry over Tortoise, a loader per relation, its caches on."""
