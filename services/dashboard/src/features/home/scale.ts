/** The height of a chart: the least round number that nothing rises above, and that halves into a whole one. */
export function top(highest: number): number {
  if (highest <= 4) {
    return 4;
  }
  const power = 10 ** Math.floor(Math.log10(highest));
  const heights = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].map((step) => Math.round(step * power));
  return heights.find((height) => height >= highest && height % 2 === 0) ?? 10 * power;
}
