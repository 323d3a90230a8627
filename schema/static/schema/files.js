/** The panel of the sidebar that sends files with the operation of the open tab: GraphiQL itself cannot. */

import { prepare } from "./examples.js";
import { useSession } from "./sign-in.js";
import { useOpenTab } from "./tabs.js";

const { createElement: h, useState } = window.React;
const { useEditorContext } = window.GraphiQL.React;

/** Return GraphiQL's sidebar plugin; `report` is told each answer. */
export function createFilesPlugin(session, report) {
  return {
    title: "Files",
    icon: FileIcon,
    content: () => h(Panel, { session, report }),
  };
}

function Panel({ session, report }) {
  useSession(session);
  const { queryEditor, variableEditor, responseEditor, updateActiveTabValues } = useEditorContext();
  const openTab = useOpenTab();
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);

  const send = async (event) => {
    event.preventDefault();
    const files = [...event.target.elements.files.files];
    setFault("");
    let form;
    try {
      form = toForm(queryEditor.getValue(), queryEditor.operationName, variableEditor.getValue(), files);
    } catch (error) {
      setFault(error.message);
      return;
    }
    setBusy(true);
    const answer = await session.post(form, { "GraphQL-Cost": "1", "GraphQL-Require-Preflight": "1" });
    setBusy(false);
    report(answer);
    const shown = JSON.stringify(answer.shown, null, 2);
    responseEditor.setValue(shown);
    updateActiveTabValues({ response: shown });
  };

  return h(
    "section",
    { className: "panel" },
    h("h1", { className: "panel-title" }, "Files"),
    h("p", { className: "panel-fault", role: "alert" }, fault),
    h(
      "form",
      { onSubmit: send, className: "panel-form" },
      h("p", null, "Send files with the operation of the open tab."),
      h(
        "label",
        null,
        "Files to send",
        h("input", { type: "file", name: "files", multiple: true, required: true }),
      ),
      h("button", { type: "submit", className: "graphiql-button", disabled: busy }, busy ? "Sending…" : "Send"),
      h("p", { className: "hint" }, "They take the place of null in the variables, all of them where null stands in a list."),
    ),
    h(
      "div",
      { className: "panel-buttons" },
      h("h2", null, "Examples"),
      h(
        "button",
        {
          type: "button",
          className: "graphiql-button",
          onClick: async () => openTab(await prepare("upload-files", session)),
        },
        "Hand in files",
      ),
      h(
        "button",
        {
          type: "button",
          className: "graphiql-button",
          onClick: async () => openTab(await prepare("set-picture", session)),
        },
        "Set my picture",
      ),
    ),
  );
}

/** Return the operation as the GraphQL multipart request specification wants it; throws what is wrong as a sentence. */
function toForm(query, operationName, variablesText, files) {
  let variables;
  try {
    variables = JSON.parse(variablesText.trim() || "{}");
  } catch {
    throw new Error("The variables are not JSON.");
  }
  const places = put(variables, files.length);
  if (places.length === 0) {
    throw new Error("No variable is null: nothing says where the files belong. Open an example below.");
  }
  if (places.length < files.length) {
    throw new Error("The variables have a place for one file only.");
  }
  const form = new FormData();
  form.append("operations", JSON.stringify({ query, variables, operationName: operationName ?? undefined }));
  form.append("map", JSON.stringify(Object.fromEntries(files.map((_, number) => [number, [places[number]]]))));
  for (const [number, file] of files.entries()) {
    form.append(String(number), file);
  }
  return form;
}

// The places of the first null, as paths; a list of nulls becomes as long as there are files.
function put(value, count, path = "variables") {
  if (Array.isArray(value) && value.length > 0 && value.every((item) => item === null)) {
    value.splice(0, value.length, ...Array(count).fill(null));
    return value.map((_, index) => `${path}.${index}`);
  }
  for (const [name, inner] of Object.entries(value)) {
    const place = `${path}.${name}`;
    const found = inner === null ? [place] : typeof inner === "object" ? put(inner, count, place) : [];
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

function FileIcon() {
  return h(
    "svg",
    { viewBox: "0 0 24 24", width: "1em", height: "1em", fill: "none", stroke: "currentColor", strokeWidth: 1.5 },
    h("path", {
      d: "M18.4 12.7l-7.7 7.7a4.5 4.5 0 0 1-6.4-6.4L14 4.3a3 3 0 0 1 4.3 4.3l-9.2 9.1a1.5 1.5 0 0 1-2.1-2.1l7.7-7.7",
      strokeLinecap: "round",
      strokeLinejoin: "round",
    }),
  );
}
