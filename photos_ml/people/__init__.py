"""Who is who: faces to groups, groups to persons, and what to ask. Arrays in, arrays out: no library here."""
