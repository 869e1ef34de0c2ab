/**
 * Reads CSV as RFC 4180 defines it, letter by letter. Throws if it is invalid:
 * lines end with CR LF, a cell with a comma, a quote, CR or LF is in quotes.
 */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, end] =
      text[at] === '"' ? readQuoted(text, at + 1) : readPlain(text, at);
    row.push(cell);
    if (text[end] === ",") {
      at = end + 1;
    } else if (text.startsWith("\r\n", end)) {
      rows.push(row);
      row = [];
      at = end + 2;
    } else {
      throw new Error(`a cell ends at ${end} with neither a comma nor CR LF`);
    }
  }
  if (row.length > 0) throw new Error("the last line does not end");
  return rows;
}

function readQuoted(text: string, from: number): [cell: string, end: number] {
  let cell = "";
  for (let at = from; at < text.length; at++) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') cell += text[at++];
    else return [cell, at + 1];
  }
  throw new Error("a quote is not closed");
}

function readPlain(text: string, from: number): [cell: string, end: number] {
  let end = from;
  while (end < text.length && !",\r\n".includes(text[end]!)) {
    if (text[end] === '"') throw new Error(`a bare quote at ${end}`);
    end++;
  }
  return [text.slice(from, end), end];
}
