import { offerCountries } from "../page/filters.js";
import { barOf, element, scrolling, showSome, table } from "../page/html.js";
import { countryLabel } from "../page/words.js";

/** How many countries the table has at first. */
const MOST_COUNTRIES = 10;

/** New users by country; each country links to its own numbers. */
export const countries = {
  id: "countries",
  title: "Countries",
  what: "Registrations in this range, and ever; a country opens its numbers",
  async show(place, question) {
    const { range, filter } = question;
    const answer = await question.fetch("/api/countries", range);
    offerCountries(answer.countries);
    const isShown = ({ country }) =>
      !filter.country || country === filter.country;
    const rows = answer.countries.filter(isShown);
    if (rows.length === 0) {
      place.replaceChildren("No registered users.");
      return;
    }
    const device = filter.device.toLowerCase() || "new_users";
    const ordered = rows.toSorted((a, b) => b[device] - a[device]);
    const most = Math.max(...ordered.map((row) => row[device]), 1);
    showSome(
      place,
      ordered.slice(0, MOST_COUNTRIES),
      ordered,
      "countries",
      (shown) => scrolling(tableOf(shown, device, most, question)),
    );
  },
};

function tableOf(rows, device, most, { linkTo }) {
  return table(
    "New users by country and device",
    [
      "country",
      element("span", { class: "hidden" }, "bar"),
      "new",
      "Android",
      "iOS",
      "Web",
      "ever",
    ],
    rows.map(({ country, new_users, android, ios, web, users, ...row }) => [
      linkTo({ country }, countryLabel(country)),
      barOf({ new_users, android, ios, web, ...row }[device] / most),
      new_users,
      android,
      ios,
      web,
      users,
    ]),
  );
}
