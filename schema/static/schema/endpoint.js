/** The endpoint: one operation out, one answer back. */

const ACCEPT = { Accept: "application/graphql-response+json, application/json" };
const JSON_TYPE = { "Content-Type": "application/json" };

/**
 * Send an operation, or a form of one with files. Return `{ status, milliseconds, cache, cost, body, shown }`: `cost` is told
 * where a header asked for it, and `shown` is the body without it. A server out of reach is an answer too, of status 0.
 */
export async function post(operation, headers = {}) {
  const started = performance.now();
  const { status, cache, body } = await exchange(operation, headers);
  const { cost, ...extensions } = body.extensions ?? {};
  const shown = { ...body, extensions: Object.keys(extensions).length > 0 ? extensions : undefined };
  return { status, cache, cost, body, shown, milliseconds: Math.round(performance.now() - started) };
}

/** Tell whether an answer holds a top-level error with this code. */
export function hasCode(answer, code) {
  return Boolean(answer.body.errors?.some((error) => error.extensions?.code === code));
}

async function exchange(operation, headers) {
  const isForm = operation instanceof FormData;
  let response;
  try {
    response = await fetch(location.pathname, {
      method: "POST",
      headers: combine(ACCEPT, isForm ? {} : JSON_TYPE, headers),
      body: isForm ? operation : JSON.stringify(operation),
    });
  } catch {
    return { status: 0, body: failure("The server does not answer.") };
  }
  const body = await response.json().catch(() => failure(`The server answered ${response.status} without JSON.`));
  return { status: response.status, cache: response.headers.get("X-Cache"), body };
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
