import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { tablesIn } from "./data-directory.ts";

/**
 * Switches off the function file(), which has the content of any file on the
 * machine for any user with SELECT: unlike the table function of that
 * name, it asks for no right. A function in SQL takes its place, as CREATE
 * FUNCTION, which refuses names that are taken, would have stored it. It takes
 * the place of the table function too, but only in definitions of tables and
 * views: these name a file by url('file:///…'), which asks for the right.
 */
export function switchOffFileFunction(home: string): void {
  const folder = join(tablesIn(home), "user_defined");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "function_file.sql"),
    "CREATE FUNCTION file AS path -> throwIf(1, 'the function file() is not allowed')\n",
  );
}

/**
 * Removes the definitions of tables that could not be written for lack of
 * room: the engine answers CREATE TABLE on a full disk as done, leaves an
 * empty file, and does not start with it. Such a table has never held a row.
 */
export function removeEmptyDefinitions(home: string): void {
  const folder = join(tablesIn(home), "store");
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, {
    recursive: true,
    encoding: "utf8",
  })) {
    if (!name.endsWith(".sql") || name.split("/").length !== 3) continue;
    const path = join(folder, name);
    if (statSync(path).size === 0) rmSync(path);
  }
}
