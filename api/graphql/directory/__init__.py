"""The office's list of customers in the schema: figures, saved views, bulk runs, lists brought in and out."""
