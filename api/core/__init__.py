"""Plumbing without business: settings, database, Redis, outbox, audit, errors, ids, money, phone, paging, clock."""
