"""Who earns: people, phone claims, memberships, kids, consents, notes and tags."""
