"""The one line of migrations, made by Tortoise, with SQL where SQL says it better."""
