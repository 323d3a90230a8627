"""Rakmedia, the company that most of the demo is about."""

from settings.demo.clients import CLIENTS
from settings.demo.design import DESIGN
from settings.demo.film import FILM
from settings.demo.operations import OPERATIONS
from settings.demo.people import PEOPLE
from settings.demo.shapes import Firm
from settings.demo.technology import TECHNOLOGY

RAKMEDIA = Firm(
    name="Rakmedia",
    description="An agency for design, film and campaigns in Berlin, with a branch in Leipzig.",
    time_zone="Europe/Berlin",
    domain="rakmedia.example",
    phone="+49 30 23125",
    people=PEOPLE,
    units=(DESIGN, FILM, CLIENTS, TECHNOLOGY, OPERATIONS),
)
