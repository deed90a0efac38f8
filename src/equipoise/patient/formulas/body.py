"""Body size: mass index, and surface area by five formulas."""

from __future__ import annotations

from math import sqrt

from equipoise.patient.formulas.formula import Computed, formula
from equipoise.patient.formulas.inputs import Height, Weight, exact


@formula("bmi", title="Body mass index", unit="kg/m2", source="Keys A et al. J Chronic Dis 1972;25:329-343")
def bmi(weight: Weight, height: Height) -> Computed[float]:
    """Weight / height², in kg and m."""
    return Computed(float(exact(weight) * 10000 / exact(height) ** 2), "kg/m2")


@formula(
    "bsa-mosteller",
    title="Body surface area (Mosteller)",
    unit="m2",
    source="Mosteller RD. N Engl J Med 1987;317:1098",
)
def bsa_mosteller(weight: Weight, height: Height) -> Computed[float]:
    """√(cm × kg / 3600)."""
    return Computed(sqrt(height * weight / 3600), "m2")


@formula(
    "bsa-dubois",
    title="Body surface area (Du Bois)",
    unit="m2",
    source="Du Bois D, Du Bois EF. Arch Intern Med 1916;17:863-871",
)
def bsa_dubois(weight: Weight, height: Height) -> Computed[float]:
    """0.007184 × cm^0.725 × kg^0.425."""
    return Computed(0.007184 * height**0.725 * weight**0.425, "m2")


@formula(
    "bsa-haycock",
    title="Body surface area (Haycock)",
    unit="m2",
    source="Haycock GB et al. J Pediatr 1978;93:62-66",
)
def bsa_haycock(weight: Weight, height: Height) -> Computed[float]:
    """0.024265 × cm^0.3964 × kg^0.5378."""
    return Computed(0.024265 * height**0.3964 * weight**0.5378, "m2")


@formula(
    "bsa-gehan-george",
    title="Body surface area (Gehan and George)",
    unit="m2",
    source="Gehan EA, George SL. Cancer Chemother Rep 1970;54:225-235",
)
def bsa_gehan_george(weight: Weight, height: Height) -> Computed[float]:
    """0.0235 × cm^0.42246 × kg^0.51456."""
    return Computed(0.0235 * height**0.42246 * weight**0.51456, "m2")


@formula(
    "bsa-fujimoto",
    title="Body surface area (Fujimoto, Asian adults)",
    unit="m2",
    source="Fujimoto S et al. Nippon Eiseigaku Zasshi 1968;23:443-450",
)
def bsa_fujimoto(weight: Weight, height: Height) -> Computed[float]:
    """0.008883 × cm^0.663 × kg^0.444."""
    return Computed(0.008883 * height**0.663 * weight**0.444, "m2")
