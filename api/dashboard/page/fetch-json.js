/** A path with parameters; those that are empty are left out. */
export function addressOf(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  return query ? `${path}?${query}` : path;
}

/** An error response of the API, with its status. */
class Refusal extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** Whether an error means that a key is required. */
export const asksForKey = (error) => error.status === 401;

/** The scope of the key, as the last answer named it; null where none did. */
let scope = null;

/** Whether the key is only for reading numbers. */
export const isReader = () => scope === "read";

/**
 * Requests JSON from the API. Throws the message of the API if it answers with
 * an error, and one of ours if it does not answer.
 */
export async function fetchJson(path, parameters = {}) {
  const response = await ask(addressOf(path, parameters));
  return response.json();
}

/** Sends an object, or nothing, to the API; throws as fetchJson does. */
export async function postJson(path, value) {
  const body = value && {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(value),
  };
  await ask(path, { method: "POST", ...body });
}

async function ask(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    throw new Error("the API does not answer: is it running?", {
      cause: error,
    });
  }
  scope = response.headers.get("Touchline-Scope");
  if (response.ok) return response;
  const { detail } = await response.json();
  throw new Refusal(response.status, detail);
}
