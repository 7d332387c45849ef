"""Who is calling: users, credentials, sessions, roles and permissions, API keys."""
