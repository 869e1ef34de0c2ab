import { svgElement } from "../page/html.js";

/** Of an element of a chart, what its style sheet decides. */
const STYLES = [
  "fill",
  "fill-opacity",
  "font-family",
  "font-size",
  "font-weight",
  "opacity",
  "stroke",
  "stroke-dasharray",
  "stroke-width",
];

/** Pixels of the picture for one of the screen. */
const SCALE = 2;
const [TITLE_HEIGHT, EDGE] = [36, 14];

/** Saves a chart with its title and its legend as a PNG file. */
export async function savePng(section, name) {
  const svg = section.querySelector(".plot svg");
  const legend = section.querySelector(".legend");
  const width = svg.clientWidth + 2 * EDGE;
  const height = svg.clientHeight + legend.clientHeight + TITLE_HEIGHT + EDGE;
  const style = getComputedStyle(section);
  const picture = svgElement(
    "svg",
    {
      ...{ xmlns: "http://www.w3.org/2000/svg", width, height },
      viewBox: `0 0 ${width} ${height}`,
    },
    svgElement("rect", { width, height, fill: style.backgroundColor }),
    svgElement(
      "g",
      { fill: style.color, "font-family": style.fontFamily, "font-size": 13 },
      svgElement(
        "text",
        { x: EDGE, y: 25, "font-size": 16, "font-weight": 600 },
        section.querySelector("h3").textContent,
      ),
      svgElement(
        "g",
        { transform: `translate(${EDGE} ${TITLE_HEIGHT})` },
        styled(svg),
        ...wordsOf(legend, svg.clientHeight),
      ),
    ),
  );
  save(await toBlob(picture, width, height), name);
}

/** A copy that needs no style sheet. */
function styled(svg) {
  const copy = svg.cloneNode(true);
  const originals = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((one, at) => {
    const style = getComputedStyle(originals[at]);
    for (const name of STYLES)
      one.setAttribute(name, style.getPropertyValue(name));
  });
  return copy;
}

/** The words of a legend with their colours, where the page has them. */
function wordsOf(legend, top) {
  const origin = legend.getBoundingClientRect();
  return [...legend.children].flatMap((one) => {
    const { left, bottom } = one.getBoundingClientRect();
    const [x, y] = [left - origin.left, top + bottom - origin.top - 5];
    const swatch = one.querySelector(".swatch");
    const fill = swatch && getComputedStyle(swatch).backgroundColor;
    return [
      ...(swatch
        ? [svgElement("rect", { x, y: y - 9, width: 9, height: 9, fill })]
        : []),
      svgElement("text", { x: swatch ? x + 14 : x, y }, one.textContent),
    ];
  });
}

async function toBlob(picture, width, height) {
  const image = new Image();
  const text = new XMLSerializer().serializeToString(picture);
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * width;
  canvas.height = SCALE * height;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  URL.revokeObjectURL(link.href);
}
