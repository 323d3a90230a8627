"""The directory of a company: its types, queries and mutations."""

from schema.organization.people import PeopleMutation
from schema.organization.queries import OrganizationQuery
from schema.organization.structure import StructureMutation
from schema.organization.types import Employee

__all__ = ["Employee", "OrganizationQuery", "PeopleMutation", "StructureMutation"]
