/** The tabs of a first visit. */

const NAMES = ["sign-in", "my-tasks", "dashboard", "people", "create-task", "upload"];
const PRINTED_ADDRESS = "http://localhost:8000/graphql/";
const A_WEEK = 7 * 24 * 60 * 60 * 1000;

/** Return one tab per example, `[{ query, variables }]`; the sign-in is filled in where a login is published. */
export async function loadExamples(login) {
  const dueDate = new Date(Date.now() + A_WEEK).toISOString().slice(0, 10);
  const variables = {
    "sign-in": { username: login?.username ?? "", password: login?.password ?? "" },
    "create-task": { input: { title: "Prepare the quarterly report", description: "Figures first.", dueDate } },
  };
  return Promise.all(NAMES.map((name) => load(name, variables[name])));
}

async function load(name, variables) {
  const response = await fetch(new URL(`./examples/${name}.graphql`, import.meta.url));
  const text = await response.text();
  return {
    query: text.replace(PRINTED_ADDRESS, location.origin + location.pathname),
    variables: variables && JSON.stringify(variables, null, 2),
  };
}
