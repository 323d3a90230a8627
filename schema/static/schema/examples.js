/** The examples: those of the tabs of a first visit, and those that suit a role, filled in with what is there. */

const FIRST_TABS = ["sign-in", "my-tasks", "dashboard", "people", "create-task"];
const A_WEEK = 7 * 24 * 60 * 60 * 1000;
const EVERYBODY = [
  { name: "my-tasks", label: "My tasks" },
  { name: "create-task", label: "Create a task" },
  { name: "upload-files", label: "Hand in files" },
  { name: "set-picture", label: "Set my picture" },
];
const TEAM = [
  { name: "my-team", label: "My team" },
  { name: "overdue", label: "What is overdue" },
  { name: "assign-tasks", label: "Assign many tasks" },
];
const PEOPLE = [
  { name: "people", label: "Who works here" },
  { name: "hire", label: "Hire somebody" },
];
const OF_ROLE = {
  EMPLOYEE: [],
  MANAGER: TEAM,
  HR: PEOPLE,
  OFFICER: [
    { name: "company", label: "The company" },
    { name: "roles", label: "Who has which role" },
    { name: "set-role", label: "Set a role" },
    ...TEAM,
    ...PEOPLE,
  ],
};

/** What the variables of some examples are made of: a query, and what to make of its data. */
const PREPARED = {
  "create-task": { fill: newTask },
  "upload-files": {
    query: "{ myTasks(first: 1) { nodes { id } } }",
    fill: ({ myTasks }) => ({ taskId: myTasks?.nodes[0]?.id ?? "", files: [null] }),
  },
  "set-picture": { fill: () => ({ input: { picture: null } }) },
  "assign-tasks": {
    query: `{
      tasks(first: 100, filter: { completed: false }) { nodes { id assignee { id } } }
      myTeam(first: 2, orderBy: [{ field: OPEN_COUNT, direction: DESC }]) { nodes { employee { id } } }
    }`,
    fill: ({ tasks, myTeam }) => {
      const [busiest, next] = myTeam?.nodes.map(({ employee }) => employee.id) ?? [];
      const theirs = tasks?.nodes.filter(({ assignee }) => assignee.id === busiest) ?? [];
      return { input: { ids: theirs.slice(0, 2).map(({ id }) => id), assigneeId: next ?? busiest ?? "" } };
    },
  },
  hire: {
    query: "{ departments(first: 1) { nodes { id } } positions(first: 1) { nodes { id } } }",
    fill: ({ departments, positions }) => ({
      input: {
        firstName: "Nora",
        lastName: "Falk",
        workEmail: "nora.falk@rakmedia.example",
        positionId: positions?.nodes[0]?.id ?? null,
        departmentIds: departments?.nodes.map(({ id }) => id) ?? [],
      },
    }),
  },
  "set-role": {
    query: "{ employees(first: 100) { nodes { id role } } }",
    fill: ({ employees }) => ({
      input: { id: employees?.nodes.find(({ role }) => role === "EMPLOYEE")?.id ?? "", role: "MANAGER" },
    }),
  },
};

/** Return what suits a role, `[{ name, label }]`. */
export function examplesOf(role) {
  return [...(OF_ROLE[role] ?? []), ...EVERYBODY];
}

/** Return one tab per example of a first visit, `[{ query, variables }]`; the sign-in is filled in where a login is published. */
export async function loadTabs(login) {
  const variables = {
    "sign-in": { username: login?.username ?? "", password: login?.password ?? "" },
    "create-task": newTask(),
  };
  return Promise.all(FIRST_TABS.map((name) => load(name, variables[name])));
}

/** Return an example, `{ query, variables }`, filled in with ids that the signed-in person may use. */
export async function prepare(name, session) {
  const { query, fill } = PREPARED[name] ?? {};
  const answer = query && (await session.post({ query }));
  return load(name, fill?.(answer?.body.data ?? {}));
}

async function load(name, variables) {
  const response = await fetch(new URL(`./examples/${name}.graphql`, import.meta.url));
  return { query: await response.text(), variables: variables && JSON.stringify(variables, null, 2) };
}

function newTask() {
  const dueDate = new Date(Date.now() + A_WEEK).toISOString().slice(0, 10);
  return { input: { title: "Prepare the quarterly report", description: "Figures first.", dueDate } };
}
