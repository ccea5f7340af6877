// Plot: measured numbers -> an SVG with a line a workload and a dot a peer, on a logarithmic axis of ns per operation.

import type { Peer, PeerName } from "./build.js";
import type { Measured } from "./measure.js";
import type { Workload } from "./workloads.js";

const COLORS: Record<PeerName, string> = {
  tacet: "#d7263d", c: "#1b4965", rust: "#c46a00", switch: "#5fa8d3", asyncify: "#7b2d8b", js: "#6a994e",
};
const LEFT = 370;
const WIDTH = 620;
const ROW = 22;
const TOP = 70;
const DECADES = [1, 10, 100, 1000, 10_000];

export function plotOf(peers: readonly Peer[], workloads: readonly Workload[], measured: readonly Measured[]): string {
  const rows = workloads.filter(({ name, verifyOnly }) => !verifyOnly && measured.some(({ workload }) => workload === name));
  const max = Math.max(10, ...measured.map(({ min }) => min));
  const axisMax = DECADES.find((decade) => decade >= max) ?? max;
  const axisMin = 0.5;
  const x = (ns: number): number => LEFT + (Math.log(Math.max(ns, axisMin) / axisMin) / Math.log(axisMax / axisMin)) * WIDTH;
  const y = (row: number): number => TOP + row * ROW;
  const bottom = y(rows.length);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + WIDTH + 40} ${bottom + 40}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    `<text x="16" y="24" font-size="16">ns per operation (minimum), logarithmic; left is better</text>`,
  ];
  peers.forEach((peer, index) => {
    const at = 16 + index * 120;
    parts.push(`<circle cx="${at + 5}" cy="42" r="5" fill="${COLORS[peer.name]}"/><text x="${at + 15}" y="46">${escape(peer.title)}</text>`);
  });
  for (const decade of DECADES.filter((value) => value <= axisMax)) {
    parts.push(`<line x1="${x(decade).toFixed(1)}" x2="${x(decade).toFixed(1)}" y1="${TOP - 8}" y2="${bottom}" stroke="#ddd"/>`,
      `<text x="${x(decade).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${decade.toLocaleString("en")}</text>`);
  }
  rows.forEach((workload, row) => {
    const middle = y(row) + ROW / 2;
    const dots = measured.filter((result) => result.workload === workload.name);
    const values = dots.map(({ min }) => x(min));
    parts.push(`<text x="${LEFT - 12}" y="${middle + 4}" text-anchor="end">${escape(workload.title)}</text>`,
      `<line x1="${Math.min(...values).toFixed(1)}" x2="${Math.max(...values).toFixed(1)}" y1="${middle}" y2="${middle}" stroke="#bbb"/>`);
    // Tacet last, on top of the others
    for (const { peer, min } of [...dots].sort((a, b) => Number(a.peer === "tacet") - Number(b.peer === "tacet"))) {
      parts.push(`<circle cx="${x(min).toFixed(1)}" cy="${middle}" r="5" fill="${COLORS[peer]}"><title>${escape(peer)}: ${min.toFixed(2)} ns</title></circle>`);
    }
  });
  parts.push("</svg>", "");
  return parts.join("\n");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
