import type { Command } from "./framework/command.ts";

type LoadCommand = () => Promise<Command>;

/**
 * All commands by name, in the order in which a newcomer meets them. Each is
 * loaded when it is called.
 */
export const COMMANDS: ReadonlyMap<string, LoadCommand> = new Map<
  string,
  LoadCommand
>([
  ["demo", async () => (await import("./demo.ts")).demo],
  ["ingest", async () => (await import("./ingest/ingest.ts")).ingest],
  ["serve", async () => (await import("./serve/serve.ts")).serve],
  ["sql", async () => (await import("./sql.ts")).sql],
  ["connect", async () => (await import("./connect.ts")).connect],
  ["runs", async () => (await import("./runs/runs.ts")).runs],
  ["replay", async () => (await import("./replay/replay.ts")).replay],
  ["verify", async () => (await import("./verify/verify.ts")).verify],
  ["erase", async () => (await import("./erase/erase.ts")).erase],
  ["forget", async () => (await import("./forget/forget.ts")).forget],
  ["backup", async () => (await import("./backup/backup.ts")).backup],
  ["restore", async () => (await import("./backup/restore.ts")).restore],
  ["key", async () => (await import("./key.ts")).key],
  ["generate", async () => (await import("./generate/generate.ts")).generate],
  ["doctor", async () => (await import("./doctor/doctor.ts")).doctor],
]);
