"""Finding tickets by what stands in them: Chinese full text, phone, number, place; alike on SQLite and PostgreSQL."""
