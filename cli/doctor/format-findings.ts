import { styleText } from "node:util";
import type { Output } from "../../common/watch-output.ts";
import type { Finding } from "./check.ts";

const COLOURS = { ok: "green", warning: "yellow", fault: "red" } as const;

const WIDTH = Math.max(...Object.keys(COLOURS).map(({ length }) => length));

/** Findings for a person, a line each and one for its remedy, and the sum. */
export function formatFindings(
  findings: readonly Finding[],
  target: Output,
): string {
  const subjects = findings.map(({ subject }) => subject.length);
  const lines = findings.flatMap(({ level, subject, text, remedy }) => {
    const mark = styleText(COLOURS[level], level.padEnd(WIDTH), {
      stream: target,
    });
    const name = subject.padEnd(Math.max(...subjects));
    const indent = " ".repeat(WIDTH + name.length + 4);
    return [
      `${mark}  ${name}  ${text}`,
      ...(remedy === undefined ? [] : [`${indent}→ ${remedy}`]),
    ];
  });
  return `${lines.join("\n")}\n\n${sumUp(findings)}\n`;
}

function sumUp(findings: readonly Finding[]): string {
  const count = (level: Finding["level"]) =>
    findings.filter((finding) => finding.level === level).length;
  const [faults, warnings] = [count("fault"), count("warning")];
  const found = [
    ...(faults > 0 ? [many(faults, "fault")] : []),
    ...(warnings > 0 ? [many(warnings, "warning")] : []),
  ];
  return found.length > 0 ? `${found.join(", ")}.` : "All is well.";
}

const many = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;
