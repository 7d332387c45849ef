"""Every batch loader, one line each, over the domains' batch reads."""
