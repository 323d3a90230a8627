/** Opens an example in a tab of its own. */

const { useEffect, useRef } = window.React;
const { useEditorContext } = window.GraphiQL.React;

/** Return what opens `{ query, variables }`: in the tab that holds this text already, else in a new one. */
export function useOpenTab() {
  const { tabs, activeTabIndex, addTab, changeTab, queryEditor, variableEditor } = useEditorContext();
  const waiting = useRef(null);
  // GraphiQL empties the editors when it changes to the tab, and only then may they be filled.
  useEffect(() => {
    if (waiting.current) {
      queryEditor.setValue(waiting.current.query);
      variableEditor.setValue(waiting.current.variables ?? "");
      waiting.current = null;
    }
  });
  return (example) => {
    waiting.current = example;
    const known = tabs.findIndex((tab) => tab.query === example.query);
    if (known === -1) {
      addTab();
    } else {
      changeTab(known);
    }
  };
}
