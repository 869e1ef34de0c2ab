import { readAccess, type Access } from "../../api/access/access.ts";
import { isSecret, readConfig, SETTINGS } from "../../common/config.ts";
import { messageOf } from "../../common/errors.ts";
import { formatCount } from "../../common/format-count.ts";
import { findNearest } from "../../common/find-nearest.ts";
import { fault, ok, warning, type Finding } from "./finding.ts";

/** Looks at each setting in the environment. */
export function checkSettings(env: NodeJS.ProcessEnv): Finding[] {
  const given = SETTINGS.filter((name) => env[name]);
  const shown = given.map((name) =>
    isSecret(name) ? `${name} (hidden)` : `${name}=${env[name]}`,
  );
  return [...describeSettings(env, shown.join(", ")), ...mistyped(env)];
}

function describeSettings(env: NodeJS.ProcessEnv, shown: string): Finding[] {
  try {
    const access = readAccess(readConfig(env));
    return [ok("settings", shown || "all as by default"), describe(access)];
  } catch (error) {
    return [
      fault(
        "settings",
        messageOf(error),
        "put them right or unset them; .env.example lists all",
      ),
    ];
  }
}

/** Who may ask the API. */
function describe({ keys, localNames }: Access): Finding {
  if (keys.length > 0)
    return ok("API", `open to ${formatCount(keys.length)} keys`);
  if (localNames) return ok("API", "open to this machine only");
  return warning(
    "API",
    "open to everybody who reaches it, by ALLOW_ANONYMOUS=1",
    "set API_KEYS (npx touchline key makes one), unless that is meant",
  );
}

/** Variables that look like settings, and are none. */
function mistyped(env: NodeJS.ProcessEnv): Finding[] {
  const known: readonly string[] = SETTINGS;
  return Object.keys(env)
    .filter((name) => name.includes("_") && !known.includes(name))
    .flatMap((name) => {
      const meant = findNearest(
        name,
        known.filter((setting) => setting.includes("_")),
      );
      if (meant === undefined) return [];
      return warning(
        "settings",
        `${name} is no setting of Touchline`,
        `if ${meant} is meant, set that`,
      );
    });
}
