"""What the project allows: files, letters and the headers of every answer."""

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

# What libmagic says of a real file of each kind. A text whose lines hold commas is a table to it, whatever its name.
UPLOAD_TYPES: dict[str, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "png": ("image/png",),
    "jpg": ("image/jpeg",),
    "jpeg": ("image/jpeg",),
    "gif": ("image/gif",),
    "webp": ("image/webp",),
    "txt": ("text/plain", "text/csv", "application/json"),
    "csv": ("text/csv", "text/plain"),
    "md": ("text/plain", "text/markdown", "text/csv"),
    "docx": (f"{OFFICE}.wordprocessingml.document",),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet",),
    "pptx": (f"{OFFICE}.presentationml.presentation",),
    "odt": (f"{OPEN_DOCUMENT}.text",),
    "ods": (f"{OPEN_DOCUMENT}.spreadsheet",),
    "odp": (f"{OPEN_DOCUMENT}.presentation",),
    "zip": ("application/zip",),
}

# Who writes each kind of letter; called by the worker when the letter is sent.
LETTER_WRITERS = {
    "welcome": "organization.emails.welcome",
    "password_reset": "organization.emails.password_reset",
    "password_changed": "organization.emails.password_changed",
    "task_assigned": "tasks.emails.task_assigned",
    "task_reassigned": "tasks.emails.task_reassigned",
    "task_completed": "tasks.emails.task_completed",
    "task_reopened": "tasks.emails.task_reopened",
    "file_added": "uploads.emails.file_added",
}

# How large a GraphQL document may be, its fragments spread. `nodes` are the rows that it could show, estimated from the
# sizes of its pages; `nesting` counts selections within selections, fields or not; of the fields that try a password
# or write a letter, one request has `credentials`. A list among the
# variables has `items`.
GRAPHQL_LIMITS = {
    "characters": 10_000,
    "tokens": 1_000,
    "depth": 10,
    "introspection_depth": 20,
    "nesting": 50,
    "fields": 300,
    "aliases": 15,
    "directives": 8,
    "variables": 50,
    "credentials": 1,
    "nodes": 10_000,
    "items": 1_000,
}

# How long an operation may take before it is given up; a statement of the database is cancelled sooner.
OPERATION_SECONDS = 10

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    # Instead of the name of the program that serves it.
    "Server": "tasks",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
