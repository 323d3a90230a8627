/** The line below the answers: who is signed in, and how long the last answer took. */

import { nameOf, roleOf, useSession } from "./sign-in.js";

const { createElement: h, useEffect, useRef } = window.React;
const { useSchemaContext } = window.GraphiQL.React;

/** Show the status; a change of person also reads the schema again, which the server may show to signed-in people only. */
export function StatusLine({ session, answer }) {
  const { token, person } = useSession(session);
  useIntrospectionOf(token && person ? person.username : "");
  return h(
    "div",
    { className: "status", role: "status" },
    h("span", null, who(token, person)),
    answer && h("span", { className: "status-answer" }, `HTTP ${answer.status} · ${answer.milliseconds} ms`),
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
