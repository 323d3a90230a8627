"""Everybody at Rakmedia; the first is number one."""

from organization.models import Role
from settings.demo.shapes import Person

OFFICER, HR, MANAGER, EMPLOYEE = Role.OFFICER, Role.HR, Role.MANAGER, Role.EMPLOYEE
CHIEF, LEAD, WHITE, BLUE = "Officer", "Manager", "White collar", "Blue collar"
DESIGN, FILM, CLIENTS, TECH, OPS = ("Design",), ("Film",), ("Client Services",), ("Technology",), ("Operations",)

PEOPLE = (
    Person("olivia", "Olivia", "Brandt", OFFICER, CHIEF, "Managing director", 148_000, "2012-04-01", OPS, True),
    Person("oscar", "Oscar", "Nyström", OFFICER, CHIEF, "Finance director", 132_000, "2014-01-15", OPS, True),
    Person("hannah", "Hannah", "Weiß", HR, LEAD, "Head of people", 78_000, "2015-09-01", OPS, True),
    Person("hugo", "Hugo", "Marques", HR, WHITE, "Recruiter", 54_500, "2019-05-01", OPS, True),
    Person("helena", "Helena", "Nováková", HR, WHITE, "Payroll clerk", 49_800, "2020-02-01", OPS),
    Person("martin", "Martin", "Keller", MANAGER, LEAD, "Creative director", 86_000, "2013-03-01", DESIGN, True),
    Person("marta", "Marta", "Silva", MANAGER, LEAD, "Design lead", 74_000, "2017-08-01", DESIGN, True),
    Person("miriam", "Miriam", "Haddad", MANAGER, LEAD, "Head of film", 84_500, "2014-06-01", FILM, True),
    Person("marco", "Marco", "Rossi", MANAGER, LEAD, "Client director", 82_000, "2015-02-01", CLIENTS, True),
    Person("magda", "Magda", "Kowalska", MANAGER, LEAD, "Account lead", 71_500, "2018-10-01", CLIENTS),
    Person("milan", "Milan", "Horvat", MANAGER, LEAD, "Head of technology", 88_000, "2016-04-15", TECH, True),
    Person("monika", "Monika", "Schulz", MANAGER, LEAD, "Head of operations", 76_000, "2013-11-01", OPS, True),
    Person("emma", "Emma", "Fischer", EMPLOYEE, WHITE, "Graphic designer", 52_000, "2021-03-01", DESIGN, True),
    Person("anton", "Anton", "Berg", EMPLOYEE, WHITE, "Graphic designer", 50_500, "2020-07-01", DESIGN),
    Person("bea", "Beatriz", "Costa", EMPLOYEE, WHITE, "Illustrator", 48_900, "2019-01-15", DESIGN, True),
    Person("clara", "Clara", "Hoffmann", EMPLOYEE, WHITE, "Web designer", 53_700, "2022-05-01", DESIGN, True),
    Person("david", "David", "O'Connor", EMPLOYEE, WHITE, "Photographer", 51_200, "2018-03-01", DESIGN),
    Person("elif", "Elif", "Şahin", EMPLOYEE, WHITE, "Web designer", 52_800, "2023-02-01", DESIGN, True),
    Person("finn", "Finn", "Andersen", EMPLOYEE, WHITE, "Illustrator", 47_600, "2021-10-01", DESIGN, is_active=False),
    Person("gustav", "Gustav", "Lindqvist", EMPLOYEE, WHITE, "Film editor", 54_000, "2017-05-01", FILM, True),
    Person("ida", "Ida", "Petersen", EMPLOYEE, WHITE, "Film editor", 51_900, "2021-08-01", FILM),
    Person("jakob", "Jakob", "Wagner", EMPLOYEE, BLUE, "Camera operator", 47_200, "2016-09-01", FILM, True),
    Person("karim", "Karim", "Benali", EMPLOYEE, BLUE, "Lighting technician", 43_800, "2019-04-01", FILM),
    Person("lena", "Lena", "Vogel", EMPLOYEE, WHITE, "Motion designer", 53_300, "2020-11-01", (*FILM, *DESIGN), True),
    Person("nora", "Nora", "Dahl", EMPLOYEE, WHITE, "Sound designer", 50_800, "2022-09-01", FILM),
    Person("paula", "Paula", "Jansen", EMPLOYEE, WHITE, "Account manager", 56_400, "2018-06-01", CLIENTS, True),
    Person("quentin", "Quentin", "Leroy", EMPLOYEE, WHITE, "Account manager", 55_100, "2020-01-15", CLIENTS),
    Person("rosa", "Rosa", "Marín", EMPLOYEE, WHITE, "Copywriter", 49_300, "2021-05-01", CLIENTS, True),
    Person("samir", "Samir", "Patel", EMPLOYEE, WHITE, "Media planner", 54_900, "2019-09-01", (*CLIENTS, *TECH), True),
    Person("tina", "Tina", "Maurer", EMPLOYEE, WHITE, "Copywriter", 48_700, "2023-04-01", CLIENTS),
    Person("ulrich", "Ulrich", "Baumann", EMPLOYEE, WHITE, "Market researcher", 52_300, "2016-02-01", CLIENTS),
    Person("vera", "Vera", "Ivanova", EMPLOYEE, WHITE, "System administrator", 61_000, "2017-01-15", TECH, True),
    Person("willem", "Willem", "de Vries", EMPLOYEE, WHITE, "Software developer", 66_500, "2018-11-01", TECH),
    Person("xenia", "Xenia", "Papadaki", EMPLOYEE, WHITE, "Software developer", 64_800, "2021-02-01", TECH, True),
    Person("yusuf", "Yusuf", "Demir", EMPLOYEE, BLUE, "Support technician", 45_600, "2022-03-01", TECH),
    Person("zoe", "Zoé", "Moreau", EMPLOYEE, WHITE, "Data analyst", 59_200, "2020-09-01", TECH, is_active=False),
    Person("bruno", "Bruno", "Ferrari", EMPLOYEE, BLUE, "Caretaker", 39_800, "2014-08-01", OPS),
    Person("carla", "Carla", "Neumann", EMPLOYEE, WHITE, "Accountant", 55_700, "2016-10-01", OPS, True),
    Person("dieter", "Dieter", "Krüger", EMPLOYEE, BLUE, "Driver", 38_500, "2018-04-01", OPS),
    Person("erik", "Erik", "Sørensen", EMPLOYEE, BLUE, "Storekeeper", 40_200, "2019-12-01", OPS),
)
