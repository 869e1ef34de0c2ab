/**
 * Asks the API. Parameters that are empty are left out. Throws with the text
 * that the API gives where it refuses or fails.
 */
export async function fetchJson(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value);
  const query = new URLSearchParams(given).toString();
  const response = await fetch(query ? `${path}?${query}` : path);
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return body;
}
