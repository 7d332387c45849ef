"""What the app opens with, measured beside other GraphQL servers over the same data."""
