// Files, as apollo-upload-client sends them.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

import { gql } from "@apollo/client";

import { connect, given } from "./client.mjs";

const UPLOAD = gql`
  mutation Upload($task: ID!, $files: [Upload!]!) {
    uploadTaskFiles(taskId: $task, files: $files) {
      task { id files { totalCount } }
      files { id name size sha256 downloadUrl }
      errors { code field }
    }
  }
`;
const TWO = gql`
  mutation Two($task: ID!, $one: Upload!, $other: Upload!) {
    uploadTaskFiles(taskId: $task, files: [$one, $other]) { files { name sha256 } errors { code } }
  }
`;
const COUNT = gql`query Count($id: ID!) { task(id: $id) { files { totalCount } } }`;
const PICTURE = gql`
  mutation Picture($picture: Upload) {
    setProfilePicture(input: { picture: $picture }) { employee { id pictureUrl } errors { code } }
  }
`;
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const client = connect({ token: given.emil });
const text = (name, content) => new File([content], name, { type: "text/plain" });
const hash = (content) => createHash("sha256").update(content).digest("hex");

async function upload(...files) {
  const { data } = await client.mutate({ mutation: UPLOAD, variables: { task: given.task, files } });
  return data.uploadTaskFiles;
}

async function count() {
  const { data } = await client.query({ query: COUNT, variables: { id: given.task }, fetchPolicy: "network-only" });
  return data.task.files.totalCount;
}

test("one file arrives as it was, and the answer shows its task with it", async () => {
  const before = await count();
  const { files, task, errors } = await upload(text("notes.txt", "One line.\n"));
  assert.deepEqual([errors, task.files.totalCount], [[], before + 1]);
  assert.deepEqual([files[0].name, files[0].size, files[0].sha256], ["notes.txt", 10, hash("One line.\n")]);
  const fetched = await fetch(files[0].downloadUrl.replace(/^https?:\/\/[^/]+/, new URL(given.url).origin), {
    headers: { authorization: `Bearer ${given.emil}` },
  });
  assert.deepEqual([fetched.status, await fetched.text()], [200, "One line.\n"]);
});

test("several files arrive in their order", async () => {
  const names = ["a.txt", "b.txt", "c.txt"];
  const { files, errors } = await upload(...names.map((name) => text(name, `This is ${name}.`)));
  assert.deepEqual(errors, []);
  assert.deepEqual(files.map(({ name, sha256 }) => [name, sha256]), names.map((name) => [name, hash(`This is ${name}.`)]));
});

test("D20: one file in two places of a list is two files", async () => {
  const twice = text("twice.txt", "The same file.");
  const { files, errors } = await upload(twice, twice);
  assert.deepEqual(errors, []);
  assert.deepEqual(files.map(({ sha256 }) => sha256), [hash("The same file."), hash("The same file.")]);
});

test("D20: one file in two variables is two files", async () => {
  const twice = text("twice.txt", "The same file.");
  const { data } = await client.mutate({ mutation: TWO, variables: { task: given.task, one: twice, other: twice } });
  assert.deepEqual(data.uploadTaskFiles.errors, []);
  assert.deepEqual(data.uploadTaskFiles.files.map(({ name }) => name), ["twice.txt", "twice.txt"]);
});

for (const name of ["отчёт.txt", "日本語の報告.txt", "résumé 🏊.txt"]) {
  test(`the name ${name} arrives`, async () => {
    const { files, errors } = await upload(text(name, "What is in it."));
    assert.deepEqual(errors, []);
    assert.equal(files[0].name.normalize("NFC"), name.normalize("NFC"));
  });
}

test("an empty file is refused with its code and place, and none is kept", async () => {
  const before = await count();
  const { files, errors } = await upload(text("full.txt", "Something."), text("empty.txt", ""));
  assert.deepEqual(files, []);
  assert.deepEqual(errors.map(({ code, field }) => [code, field]), [["FILE_EMPTY", ["files", "1"]]]);
  assert.equal(await count(), before);
});

test("D4: a file that is one byte too large is refused with its code, and not kept", async () => {
  const before = await count();
  const { files, errors } = await upload(text("large.txt", "x".repeat(given.largestFile + 1)));
  assert.deepEqual([files, errors.map(({ code }) => code)], [[], ["FILE_TOO_LARGE"]]);
  assert.equal(await count(), before);
});

test("a picture is set, and taken away by null", async () => {
  const picture = new File([Buffer.from(PIXEL, "base64")], "me.png", { type: "image/png" });
  const set = await client.mutate({ mutation: PICTURE, variables: { picture } });
  assert.deepEqual(set.data.setProfilePicture.errors, []);
  assert.match(set.data.setProfilePicture.employee.pictureUrl, /\/pictures\/[0-9a-f]{32}\.png$/);
  const taken = await client.mutate({ mutation: PICTURE, variables: { picture: null } });
  assert.equal(taken.data.setProfilePicture.employee.pictureUrl, null);
});
