#!/usr/bin/env node
/** The command touchline. */
void import("./run-touchline.ts").then(({ runTouchline }) =>
  runTouchline(process.argv.slice(2)),
);
