// Runs the audits of GraphQL over HTTP against a server, and prints what became of each as JSON: `node audits.mjs URL TOKEN`.

import { auditServer } from "graphql-http";

const [url, token] = process.argv.slice(2);

function signedIn(address, options = {}) {
  const headers = token ? { ...options.headers, authorization: `Bearer ${token}` } : options.headers;
  return fetch(address, { ...options, headers });
}

const results = await auditServer({ url, fetchFn: signedIn });
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
