"""What can be done with accounts, people, their pictures, and what a company consists of."""
