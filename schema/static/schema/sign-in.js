/** The panel of the sidebar that signs in and out. */

import { ExampleList } from "./example-list.js";

const { createElement: h, useEffect, useState } = window.React;

export const TITLE = "Sign in";

/** Return GraphiQL's sidebar plugin for a session; `logins` are the published ones, `[{ role, username, password }]`. */
export function createSignInPlugin(session, logins) {
  return {
    title: TITLE,
    icon: PersonIcon,
    content: () => h(Panel, { session, logins }),
  };
}

/** Draw the calling component again at each change of the session. */
export function useSession(session) {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = () => redraw((count) => count + 1);
    session.addEventListener("change", listener);
    return () => session.removeEventListener("change", listener);
  }, [session]);
  return session;
}

function Panel({ session, logins }) {
  useSession(session);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);

  const signIn = async (username, password) => {
    setBusy(true);
    setFault(await session.signIn(username, password));
    setBusy(false);
  };

  return h(
    "section",
    { className: "panel sign-in" },
    h("h1", { className: "panel-title" }, session.token ? "Signed in" : TITLE),
    h("p", { className: "panel-fault", role: "alert" }, fault || session.notice),
    session.token ? h(Account, { session }) : h(Form, { signIn, busy }),
    session.person && h(ExampleList, { session }),
    logins.length > 0 && h(Logins, { logins, signIn, busy, current: session.person?.username }),
  );
}

function Form({ signIn, busy }) {
  const submit = (event) => {
    event.preventDefault();
    const { username, password } = Object.fromEntries(new FormData(event.target));
    signIn(username, password);
  };
  return h(
    "form",
    { onSubmit: submit, className: "panel-form sign-in-form" },
    h(Field, { label: "Username", name: "username", autoComplete: "username" }),
    h(Field, { label: "Password", name: "password", type: "password", autoComplete: "current-password" }),
    h("button", { type: "submit", className: "graphiql-button", disabled: busy }, busy ? "Signing in…" : TITLE),
    h("p", { className: "hint" }, "Every tab then sends your token. It stays in this browser tab and is renewed by itself."),
  );
}

function Field({ label, ...input }) {
  return h("label", null, label, h("input", { type: "text", required: true, spellCheck: false, ...input }));
}

function Account({ session }) {
  const { person } = session;
  return h(
    "div",
    { className: "panel-form sign-in-form" },
    person && h("p", null, h("strong", null, nameOf(person)), h("br"), `${person.username} · ${roleOf(person)}`),
    person?.mustChangePassword &&
      h("p", { className: "hint" }, "This password was temporary. Run changePassword in a tab to choose your own."),
    h("button", { type: "button", className: "graphiql-button", onClick: () => session.signOut() }, "Sign out"),
    h(CopyButton, { session }),
    h("p", { className: "hint" }, "Every tab sends your token, unless its headers name an Authorization of their own."),
  );
}

function CopyButton({ session }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(session.token);
    setCopied(true);
  };
  return h("button", { type: "button", className: "graphiql-button", onClick: copy }, copied ? "Copied" : "Copy token");
}

function Logins({ logins, signIn, busy, current }) {
  return h(
    "div",
    { className: "panel-buttons sign-in-logins" },
    h("h2", null, "Demo"),
    logins.map(({ role, username, password }) =>
      h(
        "button",
        {
          key: username,
          type: "button",
          className: "graphiql-button",
          disabled: busy || username === current,
          onClick: () => signIn(username, password),
        },
        h("span", null, role),
        h("span", null, username),
      ),
    ),
  );
}

/** Return how a person is called. */
export function nameOf(person) {
  return person.employee?.name ?? person.username;
}

/** Return a person's role in words. */
export function roleOf(person) {
  return person.role === "HR" ? person.role : person.role.toLowerCase();
}

function PersonIcon() {
  return h(
    "svg",
    { viewBox: "0 0 24 24", width: "1em", height: "1em", fill: "none", stroke: "currentColor", strokeWidth: 1.5 },
    h("circle", { cx: 12, cy: 8, r: 4 }),
    h("path", { d: "M4 21c0-4.4 3.6-7 8-7s8 2.6 8 7", strokeLinecap: "round" }),
  );
}
