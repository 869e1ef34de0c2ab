import { shiftRange } from "./days.js";
import { element, put } from "./html.js";
import { DEFAULT_PRESET, isRange, PRESETS } from "./view.js";
import { countryLabel, countryName } from "./words.js";

const form = document.getElementById("range");
const fields = form.elements;

/** What is shown. */
let question;

/** The countries of users. */
let codes = [];

/**
 * Watches the controls of the range and the filters.
 * @param go called with the changes of the view
 */
export function watchFilters(go) {
  for (const [value, name] of PRESETS)
    fields.range.append(element("option", { value }, name));
  const dates = () => ({ from: fields.from.value, to: fields.to.value });
  const changes = {
    range: () => ({ range: orDefault(fields.range.value), from: "", to: "" }),
    from: () => ({ range: "", ...dates() }),
    to: () => ({ range: "", ...dates() }),
    by: () => ({ by: fields.by.value }),
    compare: () => ({ compare: fields.compare.value }),
    country: () => ({ country: codeOf(fields.country.value.trim()) }),
    device: () => ({ device: fields.device.value }),
  };
  form.addEventListener("change", ({ target: { name } }) =>
    // Another range has another number of days.
    go({ ...("rangefromto".includes(name) && { by: "" }), ...changes[name]() }),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  const shift = (step) => () =>
    go({ range: "", by: "", ...shiftRange(question.range, step) });
  document.getElementById("earlier").addEventListener("click", shift(-1));
  document.getElementById("later").addEventListener("click", shift(1));
}

const orDefault = (preset) => (preset === DEFAULT_PRESET ? "" : preset);

/** The code of a country by its code, name or label, in any case. */
function codeOf(text) {
  const isMeant = (country) =>
    [country, countryName(country), countryLabel(country)].some(
      (name) => name.toLowerCase() === text.toLowerCase(),
    );
  return codes.find(isMeant) ?? text;
}

/** Shows a question in the controls, but for the one that is being used. */
export function showFilters(asked) {
  question = asked;
  const { view, range, by, complete, lastDay } = question;
  const isChosen = Boolean(view.from || view.to);
  const set = (name, value) => {
    if (document.activeElement !== fields[name]) fields[name].value = value;
  };
  fields.range.options[0].hidden = !isChosen;
  set(
    "range",
    isChosen ? "" : PRESETS.has(view.range) ? view.range : DEFAULT_PRESET,
  );
  const [, yesterday] = fields.range.options;
  yesterday.textContent = isYesterday(complete)
    ? PRESETS.get("day")
    : "Last day";
  set("from", range.from);
  set("to", range.to);
  set("by", by);
  set("compare", view.compare);
  set("device", view.device);
  set("country", view.country && countryLabel(view.country));
  document.getElementById("earlier").disabled = !isRange(range);
  document.getElementById("later").disabled =
    !isRange(range) || range.to >= lastDay;
}

const isYesterday = (day) => Date.now() - Date.parse(day) < 2 * 86_400_000;

/** Offers the countries of users, as /api/countries answers them. */
export function offerCountries(countries) {
  codes = countries.map(({ country }) => country);
  put(
    "country-names",
    ...codes.map((code) => element("option", { value: countryLabel(code) })),
  );
}
