"""The hand form: a commented YAML file for people without an export from a health record."""

from importlib.resources import files

from equipoise.patient.form.bundle import read_form

TEMPLATE = files("equipoise.patient.form").joinpath("template.yaml").read_text(encoding="utf-8")

__all__ = ["TEMPLATE", "read_form"]
