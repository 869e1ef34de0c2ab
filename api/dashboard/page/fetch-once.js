import { addressOf, fetchJson } from "./fetch-json.js";

/** Returns a fetchJson that requests each address once. */
export function createFetchOnce() {
  const answers = new Map();
  return (path, parameters) => {
    const address = addressOf(path, parameters);
    if (!answers.has(address)) answers.set(address, fetchJson(address));
    return answers.get(address);
  };
}
