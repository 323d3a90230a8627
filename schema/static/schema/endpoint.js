/** The endpoint: one operation out, one answer back. */

const HEADERS = {
  Accept: "application/graphql-response+json, application/json",
  "Content-Type": "application/json",
};

/** Return the answer `{ status, milliseconds, body }` to an operation; a server out of reach is an answer too, of status 0. */
export async function post(operation, headers = {}) {
  const started = performance.now();
  const { status, body } = await exchange(operation, headers);
  return { status, body, milliseconds: Math.round(performance.now() - started) };
}

/** Tell whether an answer holds a top-level error with this code. */
export function hasCode(answer, code) {
  return Boolean(answer.body.errors?.some((error) => error.extensions?.code === code));
}

async function exchange(operation, headers) {
  let response;
  try {
    response = await fetch(location.pathname, {
      method: "POST",
      headers: combine(HEADERS, headers),
      body: JSON.stringify(operation),
    });
  } catch {
    return { status: 0, body: failure("The server does not answer.") };
  }
  const body = await response.json().catch(() => failure(`The server answered ${response.status} without JSON.`));
  return { status: response.status, body };
}

// Names of headers are compared without regard to case, so what a user types replaces ours.
function combine(...groups) {
  const headers = new Headers();
  for (const [name, value] of groups.flatMap(Object.entries)) {
    headers.set(name, value);
  }
  return headers;
}

function failure(message) {
  return { errors: [{ message }] };
}
