import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { readWritingCommand } from "../../../runs/lease.ts";
import type { Store } from "../../../clickhouse/connection/store.ts";
import type { TouchlineError } from "../../../common/errors.ts";
import { startScript, type RunningCommand } from "../../support/command.ts";
import { NOBODY } from "../../support/database-pool.ts";
import type { HolderOrder } from "./hold-lease.ts";
import { withServer, type LentServer } from "./lend-server.ts";

/** The lock as another machine would have left it so long ago. */
async function leaveLock(store: Store, ageMilliseconds: number): Promise<void> {
  const holder = {
    id: "of-another-machine",
    operation: "ingest",
    title: "ingest monday.jsonl",
    host: "elsewhere",
    place: "another boot",
    pid: 7,
    started: "1",
    since: Date.now() - ageMilliseconds,
  };
  await store.command({
    name: "leave-lock",
    sql: `CREATE TABLE writer_lock (holder String, at DateTime64(3, 'UTC'), progress String) ENGINE = Memory COMMENT '${JSON.stringify(holder)}'`,
  });
}

const SLEEP =
  "INSERT INTO FUNCTION null('i UInt8') SELECT sleepEachRow(0.1) FROM numbers(600) SETTINGS max_block_size = 1";

/** Starts a process that holds the lease, and waits until it has it. */
async function startHolder(
  { admin, folder }: LentServer,
  options: Partial<HolderOrder> = {},
): Promise<RunningCommand> {
  const order: HolderOrder = {
    ...{ endpoint: admin, dataDir: folder, statement: SLEEP },
    ...options,
  };
  const script = "test/clickhouse/server/hold-lease.js";
  const holder = startScript(script, [JSON.stringify(order)]);
  await once(holder.process.stdout, "data");
  return holder;
}

/** Kills a holder; settles when it is gone. */
async function kill({ process: child }: RunningCommand): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Holds the lease of each store for a moment; gives how many did at once. */
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

describe("the right to change a database", function () {
  this.timeout(60_000);

  it("is one process's at a time", () =>
    withServer(async ({ open }) => {
      const stores = await Promise.all(
        [1, 2, 3].map(() => open({ contender: patient })),
      );
      expect(await holdEach(stores)).to.deep.equal([1, 1, 1]);
    }));

  it("is had at once by work within the work", () =>
    withServer(async ({ open }) => {
      const store = await open();
      const inner = store.asWriter(() =>
        store.asWriter(() => Promise.resolve("done")),
      );
      expect(await inner).to.equal("done");
      expect(await readWritingCommand(store)).to.equal(undefined);
    }));

  it("is refused, naming the holder, to who does not wait", () =>
    withServer(async ({ open }) => {
      const store = await open();
      await leaveLock(store, 0);
      const failure = await failureOf(store.asWriter(() => Promise.resolve()));
      expect(failure.kind).to.equal("busy");
      expect(failure.message).to.match(
        /^another command is changing the database: ingest monday\.jsonl \(process 7 on elsewhere, since .* UTC\)\. Run this one again/,
      );
    }));

  it("is waited for no longer than was said, and not once that is cancelled", () =>
    withServer(async ({ open }) => {
      const cancel = new AbortController();
      const { signal } = cancel;
      const said: string[] = [];
      const waiting = (text: string) => void said.push(text);
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
      // Each says once whom it waits for.
      expect(said).to.have.length(2);
      expect(said[0]).to.match(
        /^Waiting for another command to end: ingest monday\.jsonl \(process 7 on elsewhere, /,
      );
    }));

  it("is taken over, by one, from a holder of whom nothing is heard", () =>
    withServer(async ({ open }) => {
      const stores = await Promise.all(
        [1, 2].map(() => open({ contender: patient })),
      );
      await leaveLock(stores[0] as Store, 31_000);
      expect(await holdEach(stores)).to.deep.equal([1, 1]);
    }));

  it("is kept by a holder of another machine that adds to its lock", () =>
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

  it("shows others what its holder does, and how far it is", () =>
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
      // Its process has ended, so nobody need wait for its lease to end.
      await store.asWriter(() => Promise.resolve());
      expect(await readWritingCommand(reading)).to.equal(undefined);
    }));

  it("comes at once to one who waits for a process that is killed, whose statement is ended", () =>
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

  it("ends by itself for a holder that cannot add to its lock", () =>
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

  it("is nothing to a process that was held up, once another has it", () =>
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
