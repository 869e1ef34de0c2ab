import { makeSpoolFolder } from "../../runs/spool-folder.ts";

// Makes a folder for temporary files in a data directory, and keeps it.
process.stdout.write(`${makeSpoolFolder(process.argv[2] ?? "")}\n`);
process.stdin.resume();
