/** Starts GraphiQL in the page. */

import { loadTabs } from "./examples.js";
import { createFetcher } from "./fetcher.js";
import { createFilesPlugin } from "./files.js";
import { createMemory, prepareFirstVisit } from "./memory.js";
import { Session } from "./session.js";
import { createSignInPlugin, TITLE } from "./sign-in.js";
import { StatusLine } from "./status.js";

const { GraphiQL, GraphiQLPluginExplorer, React, ReactDOM } = window;
const { createElement: h, useMemo, useState } = React;

function Workbench({ session, logins, memory, tabs }) {
  const [query, setQuery] = useState(undefined);
  const [answer, setAnswer] = useState(null);
  const explorer = GraphiQLPluginExplorer.useExplorerPlugin({ query, onEdit: setQuery, showAttribution: false });
  // Made once: a plugin made anew would empty its open panel.
  const own = useMemo(() => [createSignInPlugin(session, logins), createFilesPlugin(session, setAnswer)], [session, logins]);
  const plugins = useMemo(() => [...own, explorer], [own, explorer]);
  const fetcher = useMemo(() => createFetcher(session, setAnswer), [session]);
  return h(
    GraphiQL,
    {
      fetcher,
      plugins,
      query,
      onEditQuery: setQuery,
      storage: memory,
      defaultTabs: tabs,
      shouldPersistHeaders: false,
      isHeadersEditorEnabled: true,
    },
    h(GraphiQL.Logo, null, h("span", { className: "logo" }, "Rakmedia tasks")),
    h(GraphiQL.Footer, null, h(StatusLine, { session, answer })),
  );
}

async function start() {
  const logins = JSON.parse(document.getElementById("demo-logins").textContent) || [];
  const tabs = await loadTabs(logins[0]);
  const memory = createMemory(logins.map(({ password }) => password));
  const session = new Session();
  await session.identify();
  prepareFirstVisit(TITLE, tabs[0].variables);
  ReactDOM.render(h(Workbench, { session, logins, memory, tabs }), document.getElementById("graphiql"));
}

await start();
