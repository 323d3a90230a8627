"""What the client services have to do."""

from settings.demo.shapes import Unit, Work

CLIENTS = Unit(
    name="Client Services",
    description="Looks after our clients: quotes, plans, budgets, reports, and an honest word when something is late.",
    subjects=("Bäckerei Lindner", "Reederei Spree", "Hotel Seeblick", "Kanzlei Berger", "Molkerei Alpenrand"),
    busy=("paula",),
    works=(
        Work(
            "Write the quote for {subject}",
            "Three packages, the middle one is what they need. Prices from the current list, "
            "travel on a line of its own, valid for 30 days.",
            ("quote.pdf", "calculation.csv"),
        ),
        Work(
            "Prepare the kick-off with {subject}",
            "Agenda, who comes, what we need from them. One page, to be sent two days before.",
            ("agenda.docx",),
        ),
        Work(
            "Send the monthly report to {subject}",
            "Visits, inquiries, costs per inquiry, and one sentence on what we would change.",
            ("report.pdf", "figures.csv"),
        ),
        Work(
            "Answer the open questions of {subject}",
            "They asked about delivery times, rights of use and who may change texts later on. "
            "Talk to design before you promise anything.",
            ("answers.md",),
        ),
        Work(
            "Plan the media budget of {subject}",
            "Split it between local papers, posters and search. Keep a tenth in reserve.",
            ("media-plan.csv", "chart.png"),
        ),
        Work(
            "Renew the framework contract with {subject}",
            "The hourly rates rise by three per cent, all else stays. Let legal read the part on liability again.",
            ("draft-contract.docx", "old-contract.pdf"),
        ),
        Work(
            "Answer the complaint of {subject}",
            "Call first, write afterwards. Find out what was promised, by whom, and offer a date that holds.",
            ("call-notes.txt",),
        ),
        Work(
            "Collect feedback from {subject} on the drafts",
            "Written, in one list, with one person who decides. Pass it on to design on the same day.",
            ("feedback.md",),
        ),
        Work(
            "Present the results of the campaign to {subject}",
            "Half an hour, ten slides, bring the numbers of last year. Marco comes along.",
            ("results.pdf", "results-chart.png"),
        ),
        Work("Update the contacts of {subject}", files=("contacts.csv",)),
        Work(
            "Agree on the shooting days with {subject}",
            "Two days in a row and one in reserve. The film department needs an answer a fortnight ahead.",
            ("possible-days.csv",),
        ),
        Work(
            "Write a case study about {subject}",
            "What they wanted, what we did, what came of it. Six hundred words and a quotation they have approved.",
            ("case-study.docx", "title-picture.png"),
        ),
    ),
)
