/** The line below the answers: who is signed in, how long the last answer took, what it cost, and whether it was kept. */

import { nameOf, roleOf, useSession } from "./sign-in.js";

const { createElement: h, useEffect, useRef } = window.React;
const { useSchemaContext } = window.GraphiQL.React;

const COST = "How many rows this operation could show, and how many one may ask for";
const CACHE = {
  HIT: "All of this answer was kept from an earlier request",
  PART: "Some fields of this answer were kept from an earlier request",
  MISS: "Nothing of this answer was kept",
};

/** Show the status; a change of person also reads the schema again, which the server may show to signed-in people only. */
export function StatusLine({ session, answer }) {
  const { token, person } = useSession(session);
  useIntrospectionOf(token && person ? person.username : "");
  return h(
    "div",
    { className: "status", role: "status" },
    h("span", null, who(token, person)),
    answer && h(LastAnswer, { answer }),
  );
}

function LastAnswer({ answer: { status, milliseconds, cost, cache } }) {
  return h(
    "span",
    { className: "status-answer" },
    h("span", null, `HTTP ${status} · ${milliseconds} ms`),
    cost?.nodes != null && h("span", { title: COST }, `Cost ${cost.nodes.toLocaleString("en")} of ${cost.limit.toLocaleString("en")}`),
    CACHE[cache] && h("span", { className: `status-cache status-cache-${cache.toLowerCase()}`, title: CACHE[cache] }, `Cache ${cache}`),
  );
}

function who(token, person) {
  if (person) {
    return `Signed in as ${nameOf(person)} (${roleOf(person)})`;
  }
  return token ? "Signed in" : "Not signed in";
}

function useIntrospectionOf(username) {
  const { introspect } = useSchemaContext();
  const known = useRef(username);
  useEffect(() => {
    if (known.current !== username) {
      known.current = username;
      introspect();
    }
  }, [username, introspect]);
}
