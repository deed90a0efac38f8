"""The patient: dated, coded, unit-bearing facts, made from a FHIR R4 bundle or a hand-filled form."""
