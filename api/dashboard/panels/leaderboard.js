import { scrolling, table } from "../page/html.js";
import { countryName } from "../page/words.js";

/** The first players of the leaderboard, with links to each. */
export const leaderboard = {
  id: "top",
  title: "Leaderboard, all time",
  what: "A win is 3 points, a draw 1; players of all devices",
  async show(place, { fetch, filter, linkToPlayer }) {
    const { country } = filter;
    const { players } = await fetch("/api/leaderboard", { country, limit: 10 });
    if (players.length === 0) {
      place.replaceChildren("No matches.");
      return;
    }
    const rows = players.map((player) => [
      player.rank,
      linkToPlayer(player.user_id),
      player.country ? countryName(player.country) : "–",
      player.points,
      player.matches,
    ]);
    const columns = ["rank", "player", "country", "points", "matches"];
    place.replaceChildren(scrolling(table("Players by points", columns, rows)));
  },
};
