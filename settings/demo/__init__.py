"""The demo: two companies from fixed lists, the same at every load but for the date."""
