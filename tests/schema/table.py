"""Who may call what: one table for every operation, role and place of the object."""

from dataclasses import dataclass

ROLES = ("nobody", "temporary", "employee", "manager", "hr", "officer")

# Objects are the viewer's own, what others assigned to him (received), his team's, of another department, or of
# another company (foreign). "hidden" is the answer for what does not exist; "shut" is a closed door.
TABLE = """
me                   -                    sign-in  password  ok         ok         ok         ok
serverInfo           -                    sign-in  password  ok         ok         ok         ok
company              -                    sign-in  password  ok         ok         ok         ok
departments          -                    sign-in  password  ok         ok         ok         ok
department           own                  sign-in  password  ok         ok         ok         ok
department           other                sign-in  password  ok         ok         ok         ok
department           foreign              sign-in  password  hidden     hidden     hidden     hidden
positions            -                    sign-in  password  ok         ok         ok         ok
jobRoles             -                    sign-in  password  ok         ok         ok         ok
employeeTypes        -                    sign-in  password  ok         ok         ok         ok
employees            -                    sign-in  password  ok         ok         ok         ok
employee             self                 sign-in  password  ok         ok         ok         ok
employee             team                 sign-in  password  ok         ok         ok         ok
employee             other                sign-in  password  ok         ok         ok         ok
employee             inactive             sign-in  password  ok         ok         ok         ok
employee             code                 sign-in  password  ok         ok         ok         ok
employee             foreign              sign-in  password  hidden     hidden     hidden     hidden
employee             foreign-code         sign-in  password  hidden     hidden     hidden     hidden
myTeam               -                    sign-in  password  shut       ok         shut       ok
mySessions           -                    sign-in  password  ok         ok         ok         ok
dashboard            -                    sign-in  password  ok         ok         ok         ok
tasks                -                    sign-in  password  ok         ok         ok         ok
myTasks              -                    sign-in  password  ok         ok         ok         ok
assignedByMe         -                    sign-in  password  ok         ok         ok         ok
task                 own                  sign-in  password  ok         ok         ok         ok
task                 assigned             sign-in  password  ok         ok         ok         ok
task                 received             sign-in  password  ok         ok         ok         ok
task                 team                 sign-in  password  hidden     ok         hidden     ok
task                 other                sign-in  password  hidden     hidden     hidden     ok
task                 foreign              sign-in  password  hidden     hidden     hidden     hidden
node                 own                  sign-in  password  ok         ok         ok         ok
node                 received             sign-in  password  ok         ok         ok         ok
node                 team                 sign-in  password  hidden     ok         hidden     ok
node                 other                sign-in  password  hidden     hidden     hidden     ok
node                 foreign              sign-in  password  hidden     hidden     hidden     hidden
nodes                own                  sign-in  password  ok         ok         ok         ok
nodes                received             sign-in  password  ok         ok         ok         ok
nodes                team                 sign-in  password  hidden     ok         hidden     ok
nodes                other                sign-in  password  hidden     hidden     hidden     ok
nodes                foreign              sign-in  password  hidden     hidden     hidden     hidden
tokenAuth            -                    ok       ok        ok         ok         ok         ok
verifyToken          -                    ok       ok        ok         ok         ok         ok
refreshToken         -                    ok       ok        ok         ok         ok         ok
revokeToken          -                    ok       ok        ok         ok         ok         ok
revokeSession        own                  sign-in  password  ok         ok         ok         ok
revokeSession        other                sign-in  password  hidden     hidden     hidden     hidden
revokeSession        foreign              sign-in  password  hidden     hidden     hidden     hidden
revokeAllTokens      -                    sign-in  password  ok         ok         ok         ok
changePassword       -                    sign-in  ok        ok         ok         ok         ok
requestPasswordReset -                    ok       ok        ok         ok         ok         ok
resetPassword        -                    ok       ok        ok         ok         ok         ok
createEmployee       employee             sign-in  password  shut       shut       ok         ok
createEmployee       manager              sign-in  password  shut       shut       ok         ok
createEmployee       hr                   sign-in  password  shut       shut       forbidden  ok
createEmployee       officer              sign-in  password  shut       shut       forbidden  ok
createEmployee       foreign-department   sign-in  password  shut       shut       hidden     hidden
createEmployee       foreign-position     sign-in  password  shut       shut       hidden     hidden
updateEmployee       self                 sign-in  password  shut       shut       forbidden  ok
updateEmployee       self-salary          sign-in  password  shut       shut       forbidden  forbidden
updateEmployee       self-departments     sign-in  password  shut       shut       forbidden  forbidden
updateEmployee       employee             sign-in  password  shut       shut       ok         ok
updateEmployee       manager              sign-in  password  shut       shut       ok         ok
updateEmployee       hr                   sign-in  password  shut       shut       forbidden  ok
updateEmployee       officer              sign-in  password  shut       shut       forbidden  ok
updateEmployee       foreign              sign-in  password  shut       shut       hidden     hidden
updateEmployee       foreign-departments  sign-in  password  shut       shut       hidden     hidden
deactivateEmployee   self                 sign-in  password  shut       shut       forbidden  LAST_OFFICER
deactivateEmployee   employee             sign-in  password  shut       shut       ok         ok
deactivateEmployee   manager              sign-in  password  shut       shut       ok         ok
deactivateEmployee   hr                   sign-in  password  shut       shut       forbidden  ok
deactivateEmployee   officer              sign-in  password  shut       shut       forbidden  ok
deactivateEmployee   foreign              sign-in  password  shut       shut       hidden     hidden
reactivateEmployee   employee             sign-in  password  shut       shut       ok         ok
reactivateEmployee   manager              sign-in  password  shut       shut       ok         ok
reactivateEmployee   hr                   sign-in  password  shut       shut       forbidden  ok
reactivateEmployee   officer              sign-in  password  shut       shut       forbidden  ok
reactivateEmployee   foreign              sign-in  password  shut       shut       hidden     hidden
setEmployeeRole      self                 sign-in  password  shut       shut       forbidden  forbidden
setEmployeeRole      employee             sign-in  password  shut       shut       ok         ok
setEmployeeRole      manager              sign-in  password  shut       shut       ok         ok
setEmployeeRole      hr                   sign-in  password  shut       shut       forbidden  ok
setEmployeeRole      officer              sign-in  password  shut       shut       forbidden  ok
setEmployeeRole      employee-to-hr       sign-in  password  shut       shut       forbidden  ok
setEmployeeRole      employee-to-officer  sign-in  password  shut       shut       forbidden  ok
setEmployeeRole      foreign              sign-in  password  shut       shut       hidden     hidden
resendWelcomeLetter  employee             sign-in  password  shut       shut       ok         ok
resendWelcomeLetter  manager              sign-in  password  shut       shut       ok         ok
resendWelcomeLetter  hr                   sign-in  password  shut       shut       forbidden  ok
resendWelcomeLetter  officer              sign-in  password  shut       shut       forbidden  ok
resendWelcomeLetter  foreign              sign-in  password  shut       shut       hidden     hidden
updateProfile        self                 sign-in  password  ok         ok         ok         ok
setProfilePicture    self                 sign-in  password  ok         ok         ok         ok
updateCompany        -                    sign-in  password  shut       shut       shut       ok
createDepartment     -                    sign-in  password  shut       shut       ok         ok
updateDepartment     own                  sign-in  password  shut       ok         ok         ok
updateDepartment     other                sign-in  password  shut       forbidden  ok         ok
updateDepartment     foreign              sign-in  password  shut       hidden     hidden     hidden
updateDepartment     design-members       sign-in  password  shut       forbidden  ok         ok
updateDepartment     own-without-self     sign-in  password  shut       forbidden  forbidden  forbidden
updateDepartment     design-foreigners    sign-in  password  shut       hidden     hidden     hidden
deleteDepartment     empty                sign-in  password  shut       shut       ok         ok
deleteDepartment     foreign              sign-in  password  shut       shut       hidden     hidden
createJobRole        -                    sign-in  password  shut       shut       ok         ok
updateJobRole        own                  sign-in  password  shut       shut       ok         ok
updateJobRole        foreign              sign-in  password  shut       shut       hidden     hidden
deleteJobRole        own                  sign-in  password  shut       shut       ok         ok
deleteJobRole        foreign              sign-in  password  shut       shut       hidden     hidden
createPosition       own                  sign-in  password  shut       shut       ok         ok
createPosition       foreign              sign-in  password  shut       shut       hidden     hidden
updatePosition       own                  sign-in  password  shut       shut       ok         ok
updatePosition       to-foreign           sign-in  password  shut       shut       hidden     hidden
updatePosition       foreign              sign-in  password  shut       shut       hidden     hidden
deletePosition       own                  sign-in  password  shut       shut       ok         ok
deletePosition       foreign              sign-in  password  shut       shut       hidden     hidden
createTask           self                 sign-in  password  ok         ok         ok         ok
createTask           team                 sign-in  password  forbidden  ok         forbidden  ok
createTask           other                sign-in  password  forbidden  forbidden  forbidden  ok
createTask           manager              sign-in  password  forbidden  forbidden  forbidden  ok
createTask           foreign              sign-in  password  hidden     hidden     hidden     hidden
updateTask           own                  sign-in  password  ok         ok         ok         ok
updateTask           assigned             sign-in  password  ok         ok         ok         ok
updateTask           received             sign-in  password  forbidden  forbidden  forbidden  ok
updateTask           team                 sign-in  password  hidden     ok         hidden     ok
updateTask           other                sign-in  password  hidden     hidden     hidden     ok
updateTask           foreign              sign-in  password  hidden     hidden     hidden     hidden
assignTask           own                  sign-in  password  ok         ok         ok         ok
assignTask           assigned             sign-in  password  ok         ok         ok         ok
assignTask           received             sign-in  password  forbidden  forbidden  forbidden  ok
assignTask           team                 sign-in  password  hidden     ok         hidden     ok
assignTask           other                sign-in  password  hidden     hidden     hidden     ok
assignTask           foreign              sign-in  password  hidden     hidden     hidden     hidden
assignTask           own-to-team          sign-in  password  forbidden  ok         forbidden  ok
assignTask           own-to-other         sign-in  password  forbidden  forbidden  forbidden  ok
assignTask           own-to-manager       sign-in  password  forbidden  forbidden  forbidden  ok
assignTask           own-to-foreign       sign-in  password  hidden     hidden     hidden     hidden
assignTasks          own                  sign-in  password  ok         ok         ok         ok
assignTasks          assigned             sign-in  password  ok         ok         ok         ok
assignTasks          received             sign-in  password  forbidden  forbidden  forbidden  ok
assignTasks          team                 sign-in  password  hidden     ok         hidden     ok
assignTasks          other                sign-in  password  hidden     hidden     hidden     ok
assignTasks          foreign              sign-in  password  hidden     hidden     hidden     hidden
assignTasks          own-to-team          sign-in  password  forbidden  ok         forbidden  ok
assignTasks          own-to-other         sign-in  password  forbidden  forbidden  forbidden  ok
assignTasks          own-to-manager       sign-in  password  forbidden  forbidden  forbidden  ok
assignTasks          own-to-foreign       sign-in  password  hidden     hidden     hidden     hidden
completeTask         own                  sign-in  password  ok         ok         ok         ok
completeTask         assigned             sign-in  password  ok         ok         ok         ok
completeTask         received             sign-in  password  forbidden  forbidden  forbidden  ok
completeTask         team                 sign-in  password  hidden     ok         hidden     ok
completeTask         other                sign-in  password  hidden     hidden     hidden     ok
completeTask         foreign              sign-in  password  hidden     hidden     hidden     hidden
completeTasks        own                  sign-in  password  ok         ok         ok         ok
completeTasks        assigned             sign-in  password  ok         ok         ok         ok
completeTasks        received             sign-in  password  forbidden  forbidden  forbidden  ok
completeTasks        team                 sign-in  password  hidden     ok         hidden     ok
completeTasks        other                sign-in  password  hidden     hidden     hidden     ok
completeTasks        foreign              sign-in  password  hidden     hidden     hidden     hidden
reopenTask           own                  sign-in  password  ok         ok         ok         ok
reopenTask           assigned             sign-in  password  ok         ok         ok         ok
reopenTask           received             sign-in  password  forbidden  forbidden  forbidden  ok
reopenTask           team                 sign-in  password  hidden     ok         hidden     ok
reopenTask           other                sign-in  password  hidden     hidden     hidden     ok
reopenTask           foreign              sign-in  password  hidden     hidden     hidden     hidden
deleteTask           own                  sign-in  password  ok         ok         ok         ok
deleteTask           assigned             sign-in  password  ok         ok         ok         ok
deleteTask           received             sign-in  password  forbidden  forbidden  forbidden  ok
deleteTask           team                 sign-in  password  hidden     ok         hidden     ok
deleteTask           other                sign-in  password  hidden     hidden     hidden     ok
deleteTask           foreign              sign-in  password  hidden     hidden     hidden     hidden
uploadTaskFiles      own                  sign-in  password  ok         ok         ok         ok
uploadTaskFiles      assigned             sign-in  password  ok         ok         ok         ok
uploadTaskFiles      received             sign-in  password  ok         ok         ok         ok
uploadTaskFiles      team                 sign-in  password  hidden     ok         hidden     ok
uploadTaskFiles      other                sign-in  password  hidden     hidden     hidden     ok
uploadTaskFiles      foreign              sign-in  password  hidden     hidden     hidden     hidden
updateTaskFile       own-upload           sign-in  password  ok         ok         ok         ok
updateTaskFile       own                  sign-in  password  forbidden  forbidden  forbidden  forbidden
updateTaskFile       received             sign-in  password  forbidden  forbidden  forbidden  forbidden
updateTaskFile       team                 sign-in  password  hidden     forbidden  hidden     forbidden
updateTaskFile       other                sign-in  password  hidden     hidden     hidden     forbidden
updateTaskFile       foreign              sign-in  password  hidden     hidden     hidden     hidden
deleteTaskFile       own-upload           sign-in  password  ok         ok         ok         ok
deleteTaskFile       own                  sign-in  password  forbidden  ok         forbidden  ok
deleteTaskFile       received             sign-in  password  forbidden  forbidden  forbidden  ok
deleteTaskFile       team                 sign-in  password  hidden     ok         hidden     ok
deleteTaskFile       other                sign-in  password  hidden     hidden     hidden     ok
deleteTaskFile       foreign              sign-in  password  hidden     hidden     hidden     hidden
createDownloadLink   own                  sign-in  password  ok         ok         ok         ok
createDownloadLink   received             sign-in  password  ok         ok         ok         ok
createDownloadLink   team                 sign-in  password  hidden     ok         hidden     ok
createDownloadLink   other                sign-in  password  hidden     hidden     hidden     ok
createDownloadLink   foreign              sign-in  password  hidden     hidden     hidden     hidden
"""


@dataclass(frozen=True)
class Row:
    """What everybody gets for an operation on an object."""

    operation: str
    object: str
    outcomes: dict[str, str]

    def __str__(self) -> str:
        return f"{self.operation} {self.object}"


def rows() -> list[Row]:
    """Return the rows of the table."""
    cells = [line.split() for line in TABLE.strip().splitlines()]
    return [Row(name, object_, dict(zip(ROLES, outcomes, strict=True))) for name, object_, *outcomes in cells]
