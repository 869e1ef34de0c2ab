import type { Spread } from "./stats.ts";

/** One bar of a chart, in seconds. */
export interface Bar extends Spread {
  readonly label: string;
  /** Set apart from the others. */
  readonly ours: boolean;
}

const WIDTH = 760;
const MARGIN = 16;
const BARS_LEFT = 180;
/** Below the title and the note. */
const GROUPS_TOP = 60;
/** Room for the heading above the bars of a group. */
const HEADING = 36;
const ROW = 36;
const BAR_HEIGHT = 18;
const CAP = 5;
/** Room for the figure behind the longest bar. */
const FIGURE_WIDTH = 92;

const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #3d4650; }
    .title { font-size: 16px; font-weight: 600; }
    .heading { font-weight: 600; }
    .note { font-size: 12px; fill: #6b7580; }
    .ours { font-weight: 600; }
    .bar { fill: #aab4be; }
    .bar.ours { fill: #1f9d63; }
    .whisker { stroke: #3d4650; stroke-width: 1.5; fill: none; }
    .axis { stroke: #aab4be; }
    @media (prefers-color-scheme: dark) {
      text { fill: #d3dae1; }
      .note { fill: #98a3ad; }
      .bar { fill: #5f6b76; }
      .bar.ours { fill: #2fb879; }
      .whisker { stroke: #d3dae1; }
      .axis { stroke: #5f6b76; }
    }`;

/** Bars that share a scale. */
export interface Group {
  readonly heading: string;
  readonly bars: readonly Bar[];
}

/**
 * Draws groups of horizontal bars as an SVG picture: each bar as long as its
 * median, with a whisker from its minimum to its maximum. Its ground is
 * transparent, and its colours follow the reader's, light or dark.
 */
export function drawChart(
  title: string,
  note: string,
  groups: readonly Group[],
): string {
  const tops = groups.map((_, at) =>
    groups
      .slice(0, at)
      .reduce((top, { bars }) => top + heightOf(bars), GROUPS_TOP),
  );
  const height =
    groups.reduce((sum, { bars }) => sum + heightOf(bars), GROUPS_TOP) + MARGIN;
  const spoken = groups.map(({ heading, bars }) =>
    [
      `${heading}: `,
      bars
        .map(({ label, median }) => `${label} ${figure(median)} s`)
        .join(", "),
    ].join(""),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `  <title>${escapeText(`${title}. ${spoken.join("; ")}`)}</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <text class="title" x="${MARGIN}" y="30">${escapeText(title)}</text>`,
    `  <text class="note" x="${MARGIN}" y="50">${escapeText(note)}</text>`,
    ...groups.map((group, at) => drawGroup(group, tops[at] as number)),
    "</svg>",
    "",
  ].join("\n");
}

const heightOf = (bars: readonly Bar[]): number => HEADING + bars.length * ROW;

function drawGroup({ heading, bars }: Group, top: number): string {
  const most = Math.max(...bars.map(({ max }) => max));
  const scale = (WIDTH - BARS_LEFT - FIGURE_WIDTH - MARGIN) / most;
  const barsTop = top + HEADING;
  const bottom = barsTop + bars.length * ROW - (ROW - BAR_HEIGHT) / 2;
  return [
    `  <text class="heading" x="${MARGIN}" y="${top + 18}">${escapeText(heading)}</text>`,
    ...bars.map((bar, row) => drawBar(bar, barsTop + row * ROW, scale)),
    `  <path class="axis" d="M${BARS_LEFT} ${barsTop - 8}V${bottom}"/>`,
  ].join("\n");
}

function drawBar(bar: Bar, top: number, scale: number): string {
  const ours = bar.ours ? " ours" : "";
  const middle = top + BAR_HEIGHT / 2;
  const textY = round(middle + 4.5);
  const [low, high] = [bar.min, bar.max].map((value) =>
    round(BARS_LEFT + value * scale),
  ) as [number, number];
  const caps = `M${low} ${middle - CAP}v${2 * CAP}M${high} ${middle - CAP}v${2 * CAP}`;
  return [
    `  <text class="label${ours}" x="${BARS_LEFT - 12}" y="${textY}" text-anchor="end">${escapeText(bar.label)}</text>`,
    `  <rect class="bar${ours}" x="${BARS_LEFT}" y="${top}" width="${round(bar.median * scale)}" height="${BAR_HEIGHT}" rx="2"/>`,
    `  <path class="whisker" d="M${low} ${middle}H${high}${caps}"/>`,
    `  <text class="figure${ours}" x="${high + 10}" y="${textY}">${figure(bar.median)} s</text>`,
  ].join("\n");
}

/** Three digits that count. */
function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
