// Starts the language server of Analyzer for the documents that it checks.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const LANGUAGES = ["markdown", "mdx", "html", "plaintext"];
const SCHEMES = ["file", "untitled"];
const MISSING =
  "Analyzer did not start. Install it with pip install 'analyzer[lsp]', or name its command in the setting analyzer.command.";

let client;

async function start() {
  const [command, ...args] = vscode.workspace.getConfiguration("analyzer").get("command");
  const documentSelector = LANGUAGES.flatMap((language) =>
    SCHEMES.map((scheme) => ({ scheme, language })),
  );
  client = new LanguageClient("analyzer", "Analyzer", { command, args }, { documentSelector });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    vscode.window.showErrorMessage(`${MISSING} (${error.message ?? error})`);
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function activate(context) {
  const restart = async () => {
    await stop();
    await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("analyzer.restart", restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("analyzer.command")) return restart();
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
