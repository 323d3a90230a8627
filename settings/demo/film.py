"""What the film department has to do."""

from settings.demo.shapes import Unit, Work

FILM = Unit(
    name="Film",
    description="Shoots and cuts image films, interviews and short clips, with an own studio in the yard.",
    subjects=("Reederei Spree", "Theater am Kanal", "Hotel Seeblick", "Molkerei Alpenrand", "Sportverein Nordend"),
    busy=("gustav", "ida"),
    works=(
        Work(
            "Write the script of the image film for {subject}",
            "Ninety seconds, one narrator, no slogans before the last picture. Two versions of the ending.",
            ("script.docx",),
        ),
        Work(
            "Draw the storyboard for {subject}",
            "Sixteen pictures are enough. Note the length of every shot and where the camera moves.",
            ("storyboard.png", "shot-list.csv"),
        ),
        Work(
            "Scout two locations for {subject}",
            "One indoors, one by the water. Look for power, parking for two vans and noise from the street.\n"
            "Ask who signs the permission to film.",
            ("locations.md", "floor-plan.png"),
        ),
        Work(
            "Find a speaker for the film of {subject}",
            "A calm voice, 40 to 60 years old, German and English. Three samples for the client.",
            ("candidates.csv",),
        ),
        Work(
            "Book cameras and lights for the shoot at {subject}",
            "Two cameras, three soft lights, one day of preparation. Compare with the rental price of last time.",
            ("equipment.csv", "rental-offer.pdf"),
        ),
        Work(
            "Film the interviews at {subject}",
            "Four people, ten minutes each, in front of their own place of work. Bring the questions on paper "
            "and have the consent forms signed.",
            ("questions.md", "consent-form.docx"),
        ),
        Work(
            "Cut the rough version for {subject}",
            "About three minutes, without music. Mark open places with a black picture and a note.",
            ("cutting-notes.txt",),
        ),
        Work(
            "Grade the colours of the film for {subject}",
            "Warm, not yellow. The blue of the logo has to stay the blue of the logo.",
            ("colour-chart.png",),
        ),
        Work(
            "Mix the sound of the film for {subject}",
            "Voice in front, harbour and street far behind. Deliver one mix without music for later versions.",
            ("mixing-notes.txt", "tracks.csv"),
        ),
        Work(
            "Subtitle the film for {subject} in English",
            "At most two lines of 40 characters. Names of places stay German.",
            ("subtitles.txt",),
        ),
        Work(
            "Export the short clips for {subject}",
            "Six clips of 15 seconds, upright and square, with burned-in subtitles.",
            ("export-list.csv",),
        ),
        Work("Archive the raw footage of {subject}"),
    ),
)
