import { once } from "node:events";
import { utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { readWritingCommand } from "../../runs/lease.ts";
import type { Store } from "../../clickhouse/connection/store.ts";
import type { TouchlineError } from "../../common/errors.ts";
import {
  startScript,
  type RunningCommand,
} from "../support/command/command.ts";
import { NOBODY } from "../support/database/database-pool.ts";
import type { HolderOrder } from "./hold-lease.ts";
import {
  withServer,
  type LentServer,
} from "../clickhouse/server/lend-server.ts";

/** The lock as another machine would have left it that long ago. */
async function leaveLock(store: Store, ageMilliseconds: number): Promise<void> {
  const holder = {
    id: "of-another-machine",
    operation: "ingest",
    title: "ingest monday.jsonl",
    host: "elsewhere",
    place: "another boot",
    pid: 7,
    started: "1",
  };
  await store.command({
    name: "leave-lock",
    sql: `CREATE TABLE writer_lock (holder String, at DateTime64(3, 'UTC'), progress String) ENGINE = Memory COMMENT '${JSON.stringify(holder)}'`,
  });
  const [lock] = await store.rows<{ file: string }>({
    name: "file-of-lock",
    sql: `SELECT concat((SELECT path FROM system.disks WHERE name = 'default'), metadata_path) AS file
      FROM system.tables WHERE database = currentDatabase() AND name = 'writer_lock'`,
  });
  const taken = new Date(Date.now() - ageMilliseconds);
  utimesSync(lock?.file ?? "", taken, taken);
}

const SLEEP =
  "INSERT INTO FUNCTION null('i UInt8') SELECT sleepEachRow(0.1) FROM numbers(600) SETTINGS max_block_size = 1";

/** Starts a process that holds the lease, and waits until it holds it. */
async function startHolder(
  { admin, folder }: LentServer,
  options: Partial<HolderOrder> = {},
): Promise<RunningCommand> {
  const order: HolderOrder = {
    ...{ endpoint: admin, dataDir: folder, statement: SLEEP },
    ...options,
  };
  const script = "test/runs/hold-lease.js";
  const holder = startScript(script, [JSON.stringify(order)]);
  await once(holder.process.stdout, "data");
  return holder;
}

/** Kills a holder; resolves when it is gone. */
async function kill({ process: child }: RunningCommand): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/**
 * Holds the lease of each store for a moment; returns the most holders at
 * once.
 */
async function holdEach(stores: readonly Store[]): Promise<number[]> {
  let inside = 0;
  const most: number[] = [];
  await Promise.all(
    stores.map((store) =>
      store.asWriter(async () => {
        most.push(++inside);
        await sleep(50);
        inside--;
      }),
    ),
  );
  return most;
}

async function failureOf(work: Promise<unknown>): Promise<TouchlineError> {
  try {
    await work;
  } catch (error) {
    return error as TouchlineError;
  }
  throw new Error("nothing failed");
}

const patient = { ...NOBODY, waitSeconds: 60 };

describe("the lease of a database", function () {
  this.timeout(60_000);

  it("is held by one process at a time", () =>
    withServer(async ({ open }) => {
      const stores = await Promise.all(
        [1, 2, 3].map(() => open({ contender: patient })),
      );
      expect(await holdEach(stores)).to.deep.equal([1, 1, 1]);
    }));

  it("is granted at once to nested work", () =>
    withServer(async ({ open }) => {
      const store = await open();
      const inner = store.asWriter(() =>
        store.asWriter(() => Promise.resolve("done")),
      );
      expect(await inner).to.equal("done");
      expect(await readWritingCommand(store)).to.equal(undefined);
    }));

  it("is refused with the holder's name to a contender that does not wait", () =>
    withServer(async ({ open }) => {
      const store = await open();
      await leaveLock(store, 0);
      const failure = await failureOf(store.asWriter(() => Promise.resolve()));
      expect(failure.kind).to.equal("busy");
      expect(failure.message).to.match(
        /^another command is changing the database: ingest monday\.jsonl \(process 7 on elsewhere, since .* UTC\)\. Run this one again/,
      );
    }));

  it("is awaited no longer than requested, and not after cancellation", () =>
    withServer(async ({ open }) => {
      const cancel = new AbortController();
      const { signal } = cancel;
      const messages: string[] = [];
      const waiting = (text: string) => void messages.push(text);
      const [late, cancelled] = await Promise.all([
        open({ contender: { ...NOBODY, waitSeconds: 0.3, waiting } }),
        open({ contender: { ...patient, signal, waiting } }),
      ]);
      await leaveLock(late, 0);
      const nothing = () => Promise.reject(new Error("it had the right"));
      const outcomes = [late, cancelled].map((store) =>
        failureOf(store.asWriter(nothing)),
      );
      setTimeout(() => cancel.abort(), 500);
      const [first, second] = await Promise.all(outcomes);
      expect(first?.kind).to.equal("busy");
      expect(second?.kind).to.equal("cancelled");
      expect(second?.message).to.equal("cancelled; nothing was published");
      // Each reports once which holder it waits for.
      expect(messages).to.have.length(2);
      expect(messages[0]).to.match(
        /^Waiting for another command to end: ingest monday\.jsonl \(process 7 on elsewhere, /,
      );
    }));

  it("is taken over by one contender if the holder shows no sign of life", () =>
    withServer(async ({ open }) => {
      const stores = await Promise.all(
        [1, 2].map(() => open({ contender: patient })),
      );
      await leaveLock(stores[0] as Store, 31_000);
      expect(await holdEach(stores)).to.deep.equal([1, 1]);
    }));

  it("is not taken over earlier if the server rounds its time down to seconds", () =>
    withServer(async ({ open }) => {
      const store = await open({
        contender: patient,
        leaseMilliseconds: 1000,
      });
      await sleep((1800 - (Date.now() % 1000)) % 1000);
      await leaveLock(store, 0);
      const left = Date.now();
      const taken = await store.asWriter(() => Promise.resolve(Date.now()));
      expect(taken - left).to.be.at.least(1000);
    }));

  it("stays with a holder on another machine that adds to its lock", () =>
    withServer(async ({ open }) => {
      const store = await open();
      await leaveLock(store, 31_000);
      await store.command({
        name: "beat",
        sql: "INSERT INTO writer_lock SELECT 'of-another-machine', now64(3), '{}'",
      });
      const failure = await failureOf(store.asWriter(() => Promise.resolve()));
      expect(failure.kind).to.equal("busy");
    }));

  it("shows others the holder's command and progress", () =>
    withServer(async (server) => {
      const store = await server.open();
      const reading = await server.open();
      expect(await readWritingCommand(reading)).to.equal(undefined);
      const before = Date.now() - 1000;
      const holder = await startHolder(server);
      const seen = async (lines: number) => {
        for (;;) {
          const command = await readWritingCommand(reading);
          if (command?.lines === lines) return command;
          await sleep(20);
        }
      };
      const command = await seen(40);
      expect(command).to.deep.include({
        operation: "ingest",
        step: "reading",
        inputBytes: 1000,
        readBytes: 400,
        lines: 40,
        rejected: 4,
      });
      expect(command.startedAt).to.be.within(before, Date.now() + 1000);
      await kill(holder);
      // Its process has ended, so nothing waits for its lease to expire.
      await store.asWriter(() => Promise.resolve());
      expect(await readWritingCommand(reading)).to.equal(undefined);
    }));

  it("passes at once to a waiting contender when its holder is killed, and the statement ends", () =>
    withServer(async (server) => {
      const store = await server.open({ contender: patient });
      const holder = await startHolder(server);
      const waiting = store.asWriter(async () => {
        const [row] = await store.rows<{ count: number }>({
          name: "count-statements",
          sql: "SELECT count() AS count FROM system.processes WHERE query LIKE 'INSERT INTO FUNCTION null%' AND current_database = currentDatabase()",
        });
        return row?.count;
      });
      await sleep(300);
      const since = performance.now();
      await kill(holder);
      expect(await waiting).to.equal(0);
      // Far less than the 30 s of a lease.
      expect(performance.now() - since).to.be.lessThan(10_000);
    }));

  it("expires for a holder that cannot add to its lock", () =>
    withServer(async ({ proxy, open }) => {
      const store = await open({ leaseMilliseconds: 300 });
      const failure = await failureOf(
        store.asWriter(async () => {
          proxy.inject({ kind: "overloaded", step: "beat", times: 100 });
          await sleep(600);
          await store.command({ name: "late", sql: "SELECT 1" });
        }),
      );
      expect(failure.message).to.match(
        /^this command was suspended for so long that another may have taken over its lease: run it again/,
      );
      expect(proxy.statements).not.to.contain("late");
    }));

  it("is lost to a process that was suspended once another process has it", () =>
    withServer(async (server) => {
      const lease = { leaseMilliseconds: 1000 };
      const options = { ...lease, contender: patient };
      const store = await server.open(options);
      const holder = await startHolder(server, {
        ...lease,
        statement: "SELECT 1",
      });
      holder.process.kill("SIGSTOP");
      await store.asWriter(async () => {
        holder.process.kill("SIGCONT");
        const { status, stdout } = await holder.outcome;
        expect(status).to.equal(0);
        expect(stdout).to.match(/this command was suspended for so long/);
        // Nor has it given up a right that is another's.
        expect((await readWritingCommand(store))?.operation).to.equal("test");
      });
      expect(await readWritingCommand(store)).to.equal(undefined);
    }));
});
