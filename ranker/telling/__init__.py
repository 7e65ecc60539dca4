"""Memories as they are told: titles, reasons, covers, and how they are kept."""
