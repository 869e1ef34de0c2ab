import type { Command } from "./framework/command.ts";

/** A command that is only loaded when it is asked for. */
interface Listed {
  /** What it does, in a few words. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** All commands by name, in the order in which a newcomer meets them. */
export const COMMANDS: ReadonlyMap<string, Listed> = new Map([
  [
    "demo",
    {
      summary: "try everything on the bundled sample, then remove it",
      load: async () => (await import("./demo.ts")).demo,
    },
  ],
  [
    "ingest",
    {
      summary: "clean event files and publish them",
      load: async () => (await import("./ingest/ingest.ts")).ingest,
    },
  ],
  [
    "serve",
    {
      summary: "answer at the dashboard and the API until stopped",
      load: async () => (await import("./serve/serve.ts")).serve,
    },
  ],
  [
    "sql",
    {
      summary: "run one statement in the database",
      load: async () => (await import("./sql.ts")).sql,
    },
  ],
  [
    "connect",
    {
      summary: "let other tools read the database",
      load: async () => (await import("./connect.ts")).connect,
    },
  ],
  [
    "runs",
    {
      summary: "list what was published, and when",
      load: async () => (await import("./runs/runs.ts")).runs,
    },
  ],
  [
    "replay",
    {
      summary: "send rejected lines through the rules again",
      load: async () => (await import("./replay/replay.ts")).replay,
    },
  ],
  [
    "verify",
    {
      summary: "compute everything again and compare; --repair puts it right",
      load: async () => (await import("./verify/verify.ts")).verify,
    },
  ],
  [
    "erase",
    {
      summary: "remove a user from every table",
      load: async () => (await import("./erase/erase.ts")).erase,
    },
  ],
  [
    "forget",
    {
      summary: "forget raw events from before a day; all numbers stay",
      load: async () => (await import("./forget/forget.ts")).forget,
    },
  ],
  [
    "backup",
    {
      summary: "write all that the database holds into a folder",
      load: async () => (await import("./backup/backup.ts")).backup,
    },
  ],
  [
    "restore",
    {
      summary: "put a backup into an empty database",
      load: async () => (await import("./backup/restore.ts")).restore,
    },
  ],
  [
    "key",
    {
      summary: "make a key for the API",
      load: async () => (await import("./key.ts")).key,
    },
  ],
  [
    "generate",
    {
      summary: "write a made-up season of any size",
      load: async () => (await import("./generate/generate.ts")).generate,
    },
  ],
  [
    "doctor",
    {
      summary: "say what is wrong with this installation, and the remedy",
      load: async () => (await import("./doctor/doctor.ts")).doctor,
    },
  ],
]);
