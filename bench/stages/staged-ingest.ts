import { beginChange } from "../../runs/begin-change.ts";
import type {
  Session,
  Statement,
  Store,
} from "../../clickhouse/connection/store.ts";
import { readConfig } from "../../common/settings/config.ts";
import { runCommand } from "../../cli/framework/run-command.ts";
import { parseIngestOptions } from "../../cli/ingest/options.ts";
import { runIngest } from "../../ingest/run.ts";
import { reportRun } from "../../runs/perform-run.ts";
import { ALONE } from "../harness/with-store.ts";
import { stageOf, type Stage } from "./stages.ts";

/**
 * The ingest command on a database that no other process uses. Prints as JSON on
 * standard output when each stage ended, in milliseconds since 1970.
 */
await runCommand(async () => {
  const marks: Mark[] = [];
  const mark = (stage: Stage): void => {
    marks.push({ stage, until: performance.timeOrigin + performance.now() });
  };
  const options = parseIngestOptions(process.argv.slice(2), {});
  const database = beginChange(readConfig(), ALONE, "create");
  const opened = database.opened.then((store) => watch(store, mark));
  try {
    const summary = await runIngest(
      { ...database, opened },
      { ...options, now: Date.now() },
      (event) => {
        if (event.kind === "started") mark("start");
        if (event.kind === "parsed") mark("parse");
        if (event.kind === "step")
          mark(
            event.name === "publishing" ? "rules over several events" : "open",
          );
      },
      new AbortController().signal,
    );
    mark("publish");
    await reportRun(await opened, summary);
  } finally {
    await database.end();
  }
  process.stdout.write(JSON.stringify(marks));
});

/** What lies between two marks belongs to the stage of the later one. */
export interface Mark {
  readonly stage: Stage;
  readonly until: number;
}

/** The same store; the end of each statement of a run's session is marked. */
function watch(store: Store, mark: (stage: Stage) => void): Store {
  const marked = async <Result>(
    name: string,
    work: Promise<Result>,
  ): Promise<Result> => {
    const result = await work;
    mark(stageOf(name));
    return result;
  };
  return {
    ...store,
    session: (work) =>
      store.session((session) => {
        const watched: Session = {
          ...session,
          command: (statement) =>
            marked(statement.name, session.command(statement)),
          fill: (statement) => marked(statement.name, session.fill(statement)),
          rows: <Row>(statement: Statement) =>
            marked(statement.name, session.rows<Row>(statement)),
          bytes: (statement, format) =>
            marked(statement.name, session.bytes(statement, format)),
          loadBlocks: (...blocks) =>
            marked("load-blocks", session.loadBlocks(...blocks)),
        };
        return work(watched);
      }),
  };
}
