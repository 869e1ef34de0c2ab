import type { Command } from "./framework/command.ts";

/**
 * All commands by name, in the order in which a newcomer meets them. Each is
 * loaded when it is called.
 */
export const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["demo", async (): Promise<Command> => (await import("./demo.ts")).demo],
  [
    "ingest",
    async (): Promise<Command> => (await import("./ingest/ingest.ts")).ingest,
  ],
  [
    "serve",
    async (): Promise<Command> => (await import("./serve/serve.ts")).serve,
  ],
  ["sql", async (): Promise<Command> => (await import("./sql.ts")).sql],
  [
    "connect",
    async (): Promise<Command> => (await import("./connect.ts")).connect,
  ],
  ["runs", async (): Promise<Command> => (await import("./runs/runs.ts")).runs],
  [
    "replay",
    async (): Promise<Command> => (await import("./replay/replay.ts")).replay,
  ],
  [
    "verify",
    async (): Promise<Command> => (await import("./verify/verify.ts")).verify,
  ],
  [
    "erase",
    async (): Promise<Command> => (await import("./erase/erase.ts")).erase,
  ],
  [
    "forget",
    async (): Promise<Command> => (await import("./forget/forget.ts")).forget,
  ],
  [
    "backup",
    async (): Promise<Command> => (await import("./backup/backup.ts")).backup,
  ],
  [
    "restore",
    async (): Promise<Command> => (await import("./backup/restore.ts")).restore,
  ],
  ["key", async (): Promise<Command> => (await import("./key.ts")).key],
  [
    "generate",
    async (): Promise<Command> =>
      (await import("./generate/generate.ts")).generate,
  ],
  [
    "doctor",
    async (): Promise<Command> => (await import("./doctor/doctor.ts")).doctor,
  ],
]);
