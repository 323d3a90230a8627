"""What the design department has to do."""

from settings.demo.shapes import Unit, Work

DESIGN = Unit(
    name="Design",
    description="Gives our clients a face: logos, layouts, web pages, photographs and everything that is printed.",
    subjects=("Bäckerei Lindner", "Stadtwerke Havel", "Café Morgenrot", "Kanzlei Berger", "Fahrrad Krause"),
    busy=("emma",),
    works=(
        Work(
            "Draw three logo drafts for {subject}",
            "One close to the old logo, one plain, one bold. Black and white first, colours come later.\n"
            "The client sees them on a single page without any comment from us.",
            ("logo-drafts.png", "briefing.md"),
        ),
        Work(
            "Choose a colour palette for {subject}",
            "Two main colours and three for details. Text on the main colours has to be easy to read, "
            "so check the contrast and write the values down for screen and for print.",
            ("palette.png", "colour-values.csv"),
        ),
        Work(
            "Lay out the brochure of {subject}",
            "Twelve pages, A5, stapled. The texts are final, the pictures are in the project folder.\n"
            "Leave the inside of the cover empty for the voucher.",
            ("brochure-proof.pdf",),
        ),
        Work(
            "Retouch the product photographs of {subject}",
            "Neutral background, natural shadows, the same light on all of them. Please do not remove the "
            "small scratches on the wooden table: the client likes them.",
            ("before-and-after.png", "list-of-photographs.csv"),
        ),
        Work(
            "Prepare the business cards of {subject} for print",
            "Eight people, one of them with a second address. Bleed 3 mm, fonts as outlines, no spot colours.",
            ("business-cards.pdf", "names-and-numbers.csv"),
        ),
        Work(
            "Design the home page of {subject}",
            "For a telephone first, then for a wide screen. Opening hours and the way to the door "
            "must be visible without scrolling.",
            ("home-page-sketch.png", "page-texts.md"),
        ),
        Work(
            "Check the print proofs of {subject}",
            "Compare them with the approved layout, page by page: colours, cut, order of the pages, spelling of names.",
            ("corrections.txt",),
        ),
        Work(
            "Make the poster for the open day of {subject}",
            "A1, to be read from five metres away: what, when, where. One picture, no small print.",
            ("poster-sketch.png",),
        ),
        Work(
            "Collect the picture licences for {subject}",
            "List every bought picture with its source, its price and the end of its licence. "
            "Ask accounting for missing receipts.",
            ("licences.csv",),
        ),
        Work(
            "Write the style guide of {subject}",
            "Logo and free space around it, colours, fonts, tone of voice, three good and three bad examples.",
            ("style-guide.docx", "example-page.png"),
        ),
        Work(
            "Redraw the icons of {subject} as vectors",
            "Twenty-four icons on a 24 pixel grid, 2 pixel lines, round ends.",
            ("icon-grid.png",),
        ),
        Work("Tidy the design archive of {subject}"),
    ),
)
