// The extension with stand-ins for the editor and its client: npm test
const assert = require("node:assert/strict");
const Module = require("node:module");
const { test } = require("node:test");

function editor(command, fails = false) {
  const seen = { clients: [], errors: [], commands: {}, changed: undefined, stopped: 0 };
  class LanguageClient {
    constructor(...given) {
      seen.clients.push(given);
    }
    async start() {
      if (fails) throw new Error("no such program");
    }
    async stop() {
      seen.stopped += 1;
    }
  }
  const vscode = {
    workspace: {
      getConfiguration: () => ({ get: () => command }),
      onDidChangeConfiguration: (listener) => (seen.changed = listener),
    },
    window: { showErrorMessage: (message) => seen.errors.push(message) },
    commands: { registerCommand: (name, run) => (seen.commands[name] = run) },
  };
  const load = Module._load;
  Module._load = (name, ...rest) =>
    ({ vscode, "vscode-languageclient/node": { LanguageClient } })[name] ?? load(name, ...rest);
  delete require.cache[require.resolve("./extension.js")];
  const extension = require("./extension.js");
  Module._load = load;
  return { extension, seen };
}

test("the command of the setting is started for files and new documents", async () => {
  const { extension, seen } = editor(["/venv/bin/analyzer", "server"]);
  await extension.activate({ subscriptions: [] });
  const [id, , program, options] = seen.clients[0];
  assert.equal(id, "analyzer");
  assert.deepEqual(program, { command: "/venv/bin/analyzer", args: ["server"] });
  for (const scheme of ["file", "untitled"])
    assert.ok(options.documentSelector.some((one) => one.scheme === scheme && one.language === "markdown"));
  await extension.deactivate();
  assert.equal(seen.stopped, 1);
});

test("another command restarts the server", async () => {
  const { extension, seen } = editor(["analyzer", "server"]);
  await extension.activate({ subscriptions: [] });
  await seen.changed({ affectsConfiguration: () => false });
  assert.equal(seen.clients.length, 1);
  await seen.changed({ affectsConfiguration: (name) => name === "analyzer.command" });
  await seen.commands["analyzer.restart"]();
  assert.equal(seen.clients.length, 3);
  assert.equal(seen.stopped, 2);
});

test("a server that does not start is a message that says what to install", async () => {
  const { extension, seen } = editor(["nothing"], true);
  await extension.activate({ subscriptions: [] });
  assert.match(seen.errors[0], /pip install 'analyzer\[lsp\]'.*no such program/);
  await extension.deactivate();
});

test("the manifest starts it for the languages that the extension checks", () => {
  const manifest = require("./package.json");
  const languages = manifest.activationEvents.map((event) => event.replace("onLanguage:", ""));
  const { extension, seen } = editor(["analyzer", "server"]);
  return extension.activate({ subscriptions: [] }).then(() => {
    const selector = seen.clients[0][3].documentSelector;
    assert.deepEqual([...new Set(selector.map((one) => one.language))], languages);
  });
});
