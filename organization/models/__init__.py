"""People: companies, departments, employees with positions, and the accounts they sign in with."""

from organization.models.accounts import RefreshToken, Role, Session, User
from organization.models.base import StaleVersionError
from organization.models.companies import Company, Department, EmployeePosition, EmployeeType, JobRole
from organization.models.people import Employee

__all__ = [
    "Company",
    "Department",
    "Employee",
    "EmployeePosition",
    "EmployeeType",
    "JobRole",
    "RefreshToken",
    "Role",
    "Session",
    "StaleVersionError",
    "User",
]
