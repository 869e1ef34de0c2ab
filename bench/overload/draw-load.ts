/** What came of one load. */
export interface LoadPoint {
  /** Times the capacity. */
  readonly factor: number;
  /** Requests a second. */
  readonly served: number;
  readonly refused: number;
  /** Of those served, in milliseconds. */
  readonly p99: number;
}

const WIDTH = 760;
const LEFT = 64;
const TOP = 84;
const FLOOR = 300;
const HEIGHT = 352;
const BAR = 56;

const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #3d4650; }
    .title { font-size: 16px; font-weight: 600; }
    .note { font-size: 12px; fill: #6b7580; }
    .served { fill: #1f9d63; }
    .refused { fill: #aab4be; }
    .capacity { stroke: #3d4650; stroke-dasharray: 4 4; }
    .axis { stroke: #aab4be; }
    @media (prefers-color-scheme: dark) {
      text { fill: #d3dae1; }
      .note { fill: #98a3ad; }
      .served { fill: #2fb879; }
      .refused { fill: #5f6b76; }
      .capacity { stroke: #d3dae1; }
      .axis { stroke: #5f6b76; }
    }`;

/**
 * Draws, as an SVG picture, a bar for each load: served below, refused above
 * it, and over the bar how long those served have waited.
 * @param capacity requests a second, drawn as a line.
 */
export function drawLoad(
  capacity: number,
  points: readonly LoadPoint[],
): string {
  const most = Math.max(
    capacity,
    ...points.map(({ served, refused }) => served + refused),
  );
  const scale = (FLOOR - TOP) / most;
  const step = (WIDTH - LEFT) / points.length;
  const y = (requests: number) => round(FLOOR - requests * scale);
  const bars = points.flatMap(({ factor, served, refused, p99 }, at) => {
    const x = round(LEFT + step * at + (step - BAR) / 2);
    const middle = x + BAR / 2;
    const rect = (kind: string, from: number, count: number) =>
      `  <rect class="${kind}" x="${x}" y="${y(from + count)}" width="${BAR}" height="${round(count * scale)}"/>`;
    return [
      rect("served", 0, served),
      rect("refused", served, refused),
      `  <text x="${middle}" y="${y(served + refused) - 8}" text-anchor="middle">${Math.round(p99)} ms</text>`,
      `  <text x="${middle}" y="${FLOOR + 20}" text-anchor="middle">${factor} ×</text>`,
    ];
  });
  const said = points.map(
    ({ factor, served, refused, p99 }) =>
      `${factor} times: ${Math.round(served)} served, ${Math.round(refused)} refused, 99 % within ${Math.round(p99)} ms`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `  <title>More requests than the API can serve: ${said.join("; ")}</title>`,
    `  <style>${STYLE}\n  </style>`,
    `  <text class="title" x="16" y="30">More requests than the API can serve</text>`,
    `  <text class="note" x="16" y="50">Requests a second: served (green), refused with 503 (grey). Above: in what time 99 % of those served were</text>`,
    ...bars,
    `  <path class="capacity" d="M${LEFT} ${y(capacity)}H${WIDTH - 16}"/>`,
    `  <text class="note" x="${LEFT - 8}" y="${y(capacity) + 4}" text-anchor="end">${Math.round(capacity)}/s</text>`,
    `  <path class="axis" d="M${LEFT} ${FLOOR}H${WIDTH - 16}"/>`,
    `  <text class="note" x="16" y="${HEIGHT - 8}">Load, as multiples of the capacity: what is served when each caller waits for the answer before.</text>`,
    "</svg>",
    "",
  ].join("\n");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
