/** The examples in the sign-in panel: what suits the role of who is signed in. */

import { examplesOf, prepare } from "./examples.js";
import { useOpenTab } from "./tabs.js";

const { createElement: h, useState } = window.React;

/** Show one button for each example; it opens in a tab. */
export function ExampleList({ session }) {
  const openTab = useOpenTab();
  const [busy, setBusy] = useState(false);

  const open = async (name) => {
    setBusy(true);
    const example = await prepare(name, session);
    setBusy(false);
    openTab(example);
  };

  return h(
    "div",
    { className: "panel-buttons examples" },
    h("h2", null, "Examples for you"),
    examplesOf(session.person?.role).map(({ name, label }) =>
      h(
        "button",
        { key: name, type: "button", className: "graphiql-button", disabled: busy, onClick: () => open(name) },
        label,
      ),
    ),
  );
}
