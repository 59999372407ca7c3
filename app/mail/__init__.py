"""Mail we owe: written down with the lead, delivered later, knows no lead."""
