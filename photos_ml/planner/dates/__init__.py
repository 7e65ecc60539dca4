"""Words of time to days: values, calendar arithmetic, holidays and the grammar that reads them."""
