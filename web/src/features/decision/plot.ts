/** Options of the descent plot, in the colours of the theme on screen. */
import type uPlot from "uplot";
import { compact } from "~/lib/format";

const HEIGHT = 280;

export function plotOptions(width: number, onStep: (index: number | null) => void): uPlot.Options {
  const colour = readTokens();
  const font = `12px ${token("--font-sans")}`;
  const axis = (over: Partial<uPlot.Axis>): uPlot.Axis => ({
    stroke: colour.soft,
    font,
    labelFont: font,
    labelSize: 20,
    grid: { stroke: colour.rule, width: 1 },
    ticks: { stroke: colour.rule, width: 1, size: 5 },
    ...over,
  });
  const numbers = (_: uPlot, ticks: number[]) => ticks.map((tick) => compact(tick, 3));
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false },
      temperature: { range: (_, low, high) => [Math.min(0, low), high] },
    },
    axes: [
      axis({ label: "Step", size: 30, grid: { show: false } }),
      axis({ label: "Energy", values: numbers, size: 52 }),
      axis({
        label: "Temperature",
        scale: "temperature",
        side: 1,
        values: numbers,
        size: 52,
        grid: { show: false },
      }),
    ],
    series: [
      {},
      { label: "Best", stroke: colour.best, width: 2.25, points: { show: false } },
      { label: "Mean", stroke: colour.mean, width: 1.5, points: { show: false } },
      {
        label: "Temperature",
        scale: "temperature",
        stroke: colour.temperature,
        width: 1.5,
        dash: [3, 4],
        points: { show: false },
      },
    ],
    hooks: { setCursor: [(plot) => onStep(plot.cursor.idx ?? null)] },
  };
}

function readTokens() {
  return {
    soft: token("--soft"),
    rule: token("--rule"),
    best: token("--series-1"),
    mean: token("--series-3"),
    temperature: token("--series-4"),
  };
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
