"""Checks of the installation and of a library: what works, what does not, and what to do about it."""

from photos_ml.app.service.doctor.checks import Check, Verdict
from photos_ml.app.service.doctor.examine import examine

__all__ = ["Check", "Verdict", "examine"]
