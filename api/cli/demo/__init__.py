"""The demo: three shops that share a program, a fourth beside them, eighty customers and a year of sales."""

from api.cli.demo.show import make_demo, refuse_outside_development

__all__ = ["make_demo", "refuse_outside_development"]
