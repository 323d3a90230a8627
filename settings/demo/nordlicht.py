"""Nordlicht, the small second company."""

from organization.models import Role
from settings.demo.shapes import Firm, Person, Unit, Work

TOURS = ("Tours",)

NORDLICHT = Firm(
    name="Nordlicht",
    description="Small journeys to the far north, for people who do not mind the cold.",
    time_zone="Europe/Helsinki",
    domain="nordlicht.example",
    phone="+358 9 4245",
    people=(
        Person("olaf", "Olaf", "Virtanen", Role.OFFICER, "Officer", "Owner", 72_000, "2016-05-01", TOURS, True),
        Person("helga", "Helga", "Mäkinen", Role.HR, "White collar", "Office manager", 46_000, "2018-01-08", TOURS),
        Person("mats", "Mats", "Lundgren", Role.MANAGER, "Manager", "Tour manager", 54_000, "2017-03-01", TOURS, True),
        Person("elin", "Elin", "Korhonen", Role.EMPLOYEE, "White collar", "Tour guide", 38_000, "2021-06-01", TOURS),
        Person("sami", "Sami", "Aikio", Role.EMPLOYEE, "White collar", "Tour guide", 37_500, "2022-10-01", TOURS),
        Person("tuva", "Tuva", "Strand", Role.EMPLOYEE, "Blue collar", "Driver", 35_400, "2023-11-01", TOURS),
    ),
    units=(
        Unit(
            name="Tours",
            description="Plans the journeys and goes along.",
            subjects=("Rovaniemi", "Tromsø", "Kiruna"),
            works=(
                Work(
                    "Book the cabins in {subject}",
                    "Six cabins for four nights, sauna included. Ask for the price without breakfast as well.",
                    ("booking.pdf",),
                ),
                Work(
                    "Check the winter tyres for the trip to {subject}",
                    "Both vans, the spare wheels too. Below five millimetres they are replaced.",
                    ("tyres.csv",),
                ),
                Work(
                    "Write the packing list for {subject}",
                    "For guests who have never been colder than minus ten. Half a page.",
                    ("packing-list.md",),
                ),
                Work("Call the dog farm near {subject}"),
            ),
        ),
    ),
)
