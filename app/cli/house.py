"""What a terminal shows of the door for phones."""

from __future__ import annotations

import click


def tell_door(address: str, fingerprint: str) -> None:
    """Its address, also as a QR code, and what the certificate is compared by."""
    from photos_ml.app.service.lan.qr import qr_lines

    click.echo(f"phones in this house: {address}")
    for line in qr_lines(address):
        click.echo("  " + click.style(line, fg="black", bg="bright_white"))
    click.echo("a phone warns of the certificate, which is this machine's own. Its SHA-256 fingerprint is")
    half = len(fingerprint) // 2 + 1
    click.echo(f"  {fingerprint[:half]}\n  {fingerprint[half:]}")
