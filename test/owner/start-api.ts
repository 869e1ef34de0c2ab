import { startCommand, type RunningCommand } from "../support/command.ts";

/** An API that answers, and has its data directory open. */
export interface RunningApi extends RunningCommand {
  readonly url: string;
}

/** Starts the API on a free port; settles when it answers. */
export async function startApi(
  dataDir: string,
  settings: NodeJS.ProcessEnv = {},
): Promise<RunningApi> {
  const env = { PORT: "0", ...settings, DATA_DIR: dataDir };
  const api = startCommand(["serve"], { env });
  let printed = "";
  const url = new Promise<string>((resolve) =>
    api.process.stdout.on("data", (text: Buffer) => {
      printed += text.toString();
      const [found] = /http:\S+/.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    }),
  );
  const ended = api.outcome.then(({ stderr }) => {
    throw new Error(`the API has ended: ${stderr}`);
  });
  ended.catch(() => undefined);
  return { ...api, url: await Promise.race([url, ended]) };
}

/** Stops the API, and gives how it ended. */
export async function stopApi(api: RunningApi) {
  api.process.kill("SIGTERM");
  return api.outcome;
}
