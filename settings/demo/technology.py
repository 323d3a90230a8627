"""What the technology department has to do."""

from settings.demo.shapes import Unit, Work

TECHNOLOGY = Unit(
    name="Technology",
    description="Keeps the machines running and builds what cannot be bought: servers, portals, backups, support.",
    subjects=("the render farm", "the intranet", "the mail gateway", "the time sheets", "the client portal"),
    busy=("vera", "willem"),
    works=(
        Work(
            "Update the operating system of {subject}",
            "In the evening, after a backup. Tell everybody a day before and write down how long it took.",
            ("update-log.txt",),
        ),
        Work(
            "Renew the certificate of {subject}",
            "It should renew itself from now on. Note where the job runs and who gets the warning.",
            ("steps.md",),
        ),
        Work(
            "Test the restore of {subject} from its backup",
            "Onto an empty machine, by somebody who has not done it before, with nothing but the written steps.",
            ("restore-steps.md", "times.csv"),
        ),
        Work(
            "Write a runbook for {subject}",
            "What it does, where it runs, how to tell that it is well, what to do at three in the morning.",
            ("runbook.md", "overview.png"),
        ),
        Work(
            "Move {subject} to the new storage",
            "Copy first, compare checksums, switch at the weekend, keep the old copy for four weeks.",
            ("plan.docx", "checksums.txt"),
        ),
        Work(
            "Find out why {subject} is slow on Mondays",
            "Measure before changing anything. The backup of Sunday night may still be running.",
            ("measurements.csv", "load.png"),
        ),
        Work(
            "Review who has access to {subject}",
            "One list for each department, confirmed by its manager. Whoever is not confirmed loses access.",
            ("access-list.csv",),
        ),
        Work(
            "Add monitoring for {subject}",
            "Disk, memory, age of the last backup, and one request as a user would make it, every minute.",
            ("checks.md",),
        ),
        Work(
            "Replace the failed disk of {subject}",
            "The spare one is in the cupboard, second shelf. Order a new spare in the same hour.",
            ("disk-report.txt", "order.pdf"),
        ),
        Work(
            "Train two colleagues on {subject}",
            "So that holidays are possible. An hour of explanation, then they do it and you watch.",
            ("training-plan.docx",),
        ),
        Work(
            "Estimate the running costs of {subject} for next year",
            "Power, licences, storage, hours of work. Say which number is a guess.",
            ("costs.csv",),
        ),
        Work("Remove unused accounts from {subject}", files=("accounts.csv",)),
    ),
)
