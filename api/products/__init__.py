"""What is sold: products, categories, brands."""
