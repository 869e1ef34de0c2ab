import { migrate } from "../../runs/migrate.ts";
import {
  startCommand,
  startHere,
  type CommandOutcome,
  type RunningCommand,
} from "./command/command.ts";
import { openTestStore } from "./database/database-pool.ts";
import type { Workspace } from "./command/lend-workspace.ts";
import { asServer } from "./test-engine.ts";

/** A running API. */
export interface AnsweringApi {
  readonly url: string;
  readonly outcome: Promise<CommandOutcome>;
  /** Ends it, as Ctrl-C does; resolves when it has ended. */
  stop(): Promise<CommandOutcome>;
}

/** An API in a process of its own. */
export interface ApiProcess extends AnsweringApi, RunningCommand {}

/**
 * The settings with which an API serves the database of a workspace, which
 * must exist on a server: an API creates one only in its own engine.
 */
export async function settingsToServe(
  workspace: Workspace,
): Promise<Record<string, string>> {
  if (asServer) {
    const store = await openTestStore(workspace.database);
    await migrate(store);
    await store.close();
  }
  return workspace.settings();
}

/**
 * Starts the API on a free port, as a process; resolves when it answers.
 * @param settings those of its database, and others.
 */
export async function startApi(
  settings: NodeJS.ProcessEnv,
): Promise<ApiProcess> {
  const api = startCommand(["serve"], { env: { PORT: "0", ...settings } });
  const { outcome } = api;
  const url = await firstUrl(api.process.stdout, outcome);
  return {
    ...{ ...api, url },
    stop() {
      api.process.kill("SIGTERM");
      return outcome;
    },
  };
}

/** Starts it in this process. */
export async function startApiHere(
  settings: NodeJS.ProcessEnv,
): Promise<AnsweringApi> {
  const env = { PORT: "0", ...settings };
  const { signals, stdout, outcome } = startHere(["serve"], { env });
  const url = await firstUrl(stdout, outcome);
  return {
    ...{ url, outcome },
    stop() {
      signals.emit("SIGTERM");
      return outcome;
    },
  };
}

/** The address that the API prints when it answers. */
async function firstUrl(
  stdout: NodeJS.ReadableStream,
  outcome: Promise<CommandOutcome>,
): Promise<string> {
  let printed = "";
  const url = new Promise<string>((resolve) =>
    stdout.on("data", (text: Buffer) => {
      printed += text.toString();
      const [found] = /http:\S+/.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    }),
  );
  const ended = outcome.then(({ stderr }) => {
    throw new Error(`the API has ended: ${stderr}`);
  });
  ended.catch(() => undefined);
  return Promise.race([url, ended]);
}
