"""Signs in, asks, and signs out. The token expires after some minutes, but the client sees to that."""

from tasks_api import signed_in

ME = "query Me { me { username role employee { name } } }"
MY_TASKS = "query MyTasks { myTasks(filter: { completed: false }) { totalCount } }"
COMPANY = "query Company { company { name timeZone } }"


def main() -> None:
    with signed_in() as api:
        me = api.execute(ME)["me"]
        print(f"{me['employee']['name']} ({me['role']})")
        print(f"{api.execute(MY_TASKS)['myTasks']['totalCount']} open tasks")
        print(api.execute(COMPANY)["company"]["name"])


if __name__ == "__main__":
    main()
