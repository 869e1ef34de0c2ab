import { messageOf } from "../../common/errors.ts";
import { BUNDLED_TIMEZONES } from "../../common/countries/bundled-timezones.ts";
import { timezonesOf } from "../../common/settings/config.ts";
import { readTimezones } from "../../ingest/parse/timezones.ts";
import { fault, ok, type Check, type Finding } from "./check.ts";

/** The timezones file: whether this Node.js knows its zones. */
export const TIMEZONES: Check = {
  about: "the timezones file",
  examine: ({ env, timezones }) => [
    checkTimezones(
      timezones ?? timezonesOf({ TIMEZONES: env["TIMEZONES"] ?? "" }),
    ),
  ],
};

function checkTimezones(path: string): Finding {
  try {
    const { size } = readTimezones(path);
    const file = path === BUNDLED_TIMEZONES ? "the bundled file" : path;
    return ok("time zones", `${size} countries in ${file}`);
  } catch (error) {
    return fault(
      "time zones",
      messageOf(error),
      "correct the file, or name another with TIMEZONES or --timezones",
    );
  }
}
