/** What GraphiQL remembers in this browser: tabs and history, without passwords and tokens. */

const SECRET = /("?\w*(?:password|token)"?\s*:\s*)"((?:[^"\\\n]|\\.)*)"/gi;

/** Return a store for GraphiQL on top of localStorage; `harmless` lists the published passwords, which it keeps. */
export function createMemory(harmless) {
  const cleaned = (text) =>
    text.replace(SECRET, (whole, name, secret) => (harmless.includes(secret) ? whole : `${name}""`));

  const cleanedDeeply = (value) => {
    try {
      return JSON.stringify(JSON.parse(value, (key, part) => (typeof part === "string" ? cleaned(part) : part)));
    } catch {
      return value;
    }
  };

  return {
    getItem: (name) => localStorage.getItem(name),
    setItem: (name, value) => localStorage.setItem(name, cleaned(cleanedDeeply(value))),
    removeItem: (name) => localStorage.removeItem(name),
    clear: () => localStorage.clear(),
    get length() {
      return localStorage.length;
    },
  };
}

/** Furnish the first visit with an open panel and the variables of the first tab, which GraphiQL forgets to show. */
export function prepareFirstVisit(panel, variables) {
  if (localStorage.getItem("graphiql:visiblePlugin") === null) {
    localStorage.setItem("graphiql:visiblePlugin", panel);
    localStorage.setItem("graphiql:docExplorerFlex", "0.3");
    localStorage.setItem("graphiql:variables", variables);
  }
}
