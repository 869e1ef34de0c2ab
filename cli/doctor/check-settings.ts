import { readAccess, type Access } from "../../api/access/access.ts";
import {
  isSecret,
  readConfig,
  SETTINGS,
} from "../../common/settings/config.ts";
import { messageOf } from "../../common/errors.ts";
import { formatCount } from "../../common/text.ts";
import { findNearest } from "../../common/find-nearest.ts";
import { fault, ok, warning, type Check, type Finding } from "./check.ts";

/** The settings in the environment. */
export const SETTINGS_CHECK: Check = {
  about: "the settings, and to whom they open the API",
  examine: ({ env }) => checkSettings(env),
};

function checkSettings(env: NodeJS.ProcessEnv): Finding[] {
  const given = SETTINGS.filter((name) => env[name]);
  const shown = given.map((name) =>
    isSecret(name) ? `${name} (hidden)` : `${name}=${env[name]}`,
  );
  return [...describeSettings(env, shown.join(", ")), ...mistyped(env)];
}

function describeSettings(env: NodeJS.ProcessEnv, shown: string): Finding[] {
  try {
    const access = readAccess(readConfig(env));
    return [
      ok("settings", shown || "all have their defaults"),
      describe(access),
    ];
  } catch (error) {
    return [
      fault(
        "settings",
        messageOf(error),
        "correct or unset them; .env.example lists all settings",
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
    "open to every machine that reaches it, by ALLOW_ANONYMOUS=1",
    "if that is not intended, set API_KEYS (npx touchline key makes one)",
  );
}

/** Variables with names that resemble those of settings. */
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
        `${name} is not a setting of Touchline`,
        `set ${meant} if that is meant`,
      );
    });
}
