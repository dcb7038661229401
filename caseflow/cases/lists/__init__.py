"""Lists of cases: their statements, orders, views and pages."""
