import { once } from "node:events";
import { useEngine } from "../../../clickhouse/engine/use-engine.ts";
import { readConfig } from "../../../common/settings/config.ts";
import { messageOf } from "../../../common/errors.ts";

/** What the process of an engine's user reports, once. */
export type UserReport =
  | { readonly pid: number; readonly url: string }
  /** The reason if there is no engine. */
  | { readonly failure: string };

/** Uses the engine of DATA_DIR until standard input ends. */
async function main(): Promise<UserReport> {
  const { TEST_UMASK } = process.env;
  if (TEST_UMASK !== undefined) process.umask(TEST_UMASK);
  try {
    const { pid, admin } = await useEngine(readConfig());
    return { pid, url: admin.url };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

process.stdout.write(`${JSON.stringify(await main())}\n`);
process.stdin.resume();
await once(process.stdin, "end");
