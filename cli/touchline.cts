#!/usr/bin/env node
/**
 * The command touchline. CommonJS, since Node reads ES modules with the thread
 * pool, which then has its size: each of our queries holds a thread of it.
 */
process.env["UV_THREADPOOL_SIZE"] ??= "16";

void import("./run-touchline.ts").then(({ runTouchline }) =>
  runTouchline(process.argv.slice(2)),
);
