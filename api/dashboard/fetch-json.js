/** A path with parameters; those that are empty are left out. */
export function addressOf(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  return query ? `${path}?${query}` : path;
}

/**
 * Asks the API. Throws with the text that the API gives where it refuses or
 * fails, and with one of ours where it does not answer.
 */
export async function fetchJson(path, parameters = {}) {
  let response;
  try {
    response = await fetch(addressOf(path, parameters));
  } catch (error) {
    throw new Error("the API does not answer: is it still up?", {
      cause: error,
    });
  }
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
}
