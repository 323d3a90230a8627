"""What operations has to do."""

from settings.demo.shapes import Unit, Work

OPERATIONS = Unit(
    name="Operations",
    description="Everything that lets the others work: people, money, rooms, cars, equipment and contracts.",
    subjects=("the Berlin office", "the film studio", "the equipment store", "the Leipzig branch", "the car pool"),
    busy=("carla",),
    works=(
        Work(
            "Check the invoices of {subject}",
            "Compare them with the orders. Query every difference of more than fifty euros, pay the rest on Friday.",
            ("invoices.csv", "invoice.pdf"),
        ),
        Work(
            "Order supplies for {subject}",
            "Ask around first, then order once for the whole month. Paper, batteries, tape, coffee.",
            ("order-list.csv",),
        ),
        Work(
            "Take stock at {subject}",
            "Count everything worth more than a hundred euros. Two people, one counts, one writes.",
            ("stock.csv", "shelf-plan.png"),
        ),
        Work(
            "Arrange the safety inspection of {subject}",
            "Fire extinguishers, ladders, cables. Book the inspector and clear the ways beforehand.",
            ("inspection-report.pdf",),
        ),
        Work(
            "Plan the shifts of {subject} for the holidays",
            "At least two people on every working day. Parents with children at school choose first.",
            ("shifts.csv",),
        ),
        Work(
            "Compare insurance offers for {subject}",
            "Three offers with the same cover. Note the excess, the term and what is not insured.",
            ("comparison.csv", "offer.pdf"),
        ),
        Work(
            "Prepare the welcome folder for {subject}",
            "Keys, house rules, telephone list, whom to ask for what. Helena has the forms.",
            ("welcome.docx", "telephone-list.csv"),
        ),
        Work(
            "Repair the door lock of {subject}",
            "It opens only at the third attempt. Call the locksmith if a new battery does not help.",
            ("what-was-tried.txt",),
        ),
        Work(
            "Negotiate the cleaning contract of {subject}",
            "Twice a week instead of three times, windows included. The present contract ends on its own.",
            ("draft-contract.docx",),
        ),
        Work(
            "Read the energy meters of {subject}",
            "Electricity, water, heating. Enter the numbers and say so if one is a tenth above last year.",
            ("readings.csv", "meter.png"),
        ),
        Work(
            "Write the budget of {subject} for next quarter",
            "Start from the actual costs, not from the old budget. One sentence for each change.",
            ("budget.csv", "remarks.md"),
        ),
        Work("Dispose of the old electronics of {subject}"),
    ),
)
